// Package ident mints and reads identifiers (标识): the project's own, the citizen number of GB 11643-1999 and the
// unified social credit code of GB 32100-2015, and shortens personal ones for display (脱敏).
//
// It serves every action of the plan that names a person, an organisation or a case. A valid number says that it
// was typed without a slip, not that anyone holds it. Errors never repeat the number. A mask keeps a clerk from
// reading more than the work needs; it does not make a record anonymous.
package ident
