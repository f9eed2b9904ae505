// Package money counts in whole fen (人民币, 分): it reads and writes amounts of yuan exactly, adds and multiplies them
// with overflow as an error, splits them without losing a fen, rounds only by a named rule, and writes the capital
// form (大写金额) that payment lists carry.
//
// It serves every action of the plan that pays: vouchers, aid, settlements. Statistics in yuan are not money and
// keep their published decimals elsewhere.
package money
