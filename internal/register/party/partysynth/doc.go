// Package partysynth makes up the people of a county (合成人口), for demonstrations and measurements. Age by sex, urban and
// rural, and how many live alone, in families or in collective households follow the 2020 census of one real county by
// iterative proportional fitting (Deming and Stephan 1940; measure/survey), rounded so that margins stay within a person
// or two; Fit says how far off they are. Everything else is our own and says nothing about any place: who lives with
// whom, in which of the townships, and the shares of disability and of hardship.
//
// Nobody in it can be taken for a real person. Names are 合成- and a number, and so are addresses. Citizen numbers are of the divisions 790001 and
// above: GB/T 2260 has no province 79, and 9, 81, 82 and 83, which other documents use, are avoided. Telephones begin
// with 100, which no mobile number does.
//
// Same county, size and seed, same people.
package partysynth
