// Package party knows the persons, households and organisations of a node (人员, 家庭, 机构), how they are related, and who
// may act for whom. It serves every action of the plan that serves a person; elder care (A12) is the first.
//
// A person is known to other rooms by an id (person_...), an organisation by org_.... What names a person (name, citizen
// number, telephone, address) and what rules need of them (month of birth, sex, disability, ...) are two sealed texts under
// the person's own key, so that a rule run opens the second and never the first. A person is found by keyed hashes of the
// number, the telephone and the name. In the clear stand the id, the township, the household and the five-year band of
// birth: enough to choose whom a list is about without opening anybody, and not anonymous, so it is shown to nobody.
//
// Nothing is edited. What a register, a visit or the person says is a version of the person in a batch, which becomes
// visible by one last row; a later one supersedes it. A duplicate is an explicit record that can be undone. Each reading
// is an entry of the ledger: one for a page, one for a list however long. A list names its choice (place, band, purpose)
// and no persons; Uses works out whether a person was on it.
//
// Erased is erased: key, tokens and versions go in the database and in its log, and every reader gives the same answer.
//
// Limits, told honestly: tried with 500,000 persons on SQLite; a rule run holds one read transaction; somebody who was
// given no citizen number by the register cannot be imported.
package party
