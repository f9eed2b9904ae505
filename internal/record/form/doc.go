// Package form keeps the forms that people are asked to fill in (表单), for action 12 of the plan and every service that asks
// anything of anybody, under the rule against needless reports (减负): what an office holds already is not asked again.
//
// A layout is data: its number (表号), who made it (制定机关), the paper by which it was approved or filed (批准或备案文号), the days
// on which it may be used (有效期), and its fields, each with the element of data that it holds and why it is asked. Register
// refuses a layout that asks for an element that a register of the node holds, or another form in use. Without a number, or
// outside its days, a form can be registered and looked at but not filled. Burden counts what it costs people.
//
// A filled form is a record; its answers stand as ciphertext under the key of the person they are about. Somebody may fill it
// for another, who is named, and on paper: a sheet carries a short code with a check character, by which it is keyed in.
//
// Limits, told honestly: that two layouts name the same element alike is the work of whoever writes them; time for a field
// is a parameter that nobody has measured here and is marked so.
package form
