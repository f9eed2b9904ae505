// Package evaluation judges how far regions have come (评估), and writes down how it was judged (A16, A17).
//
// A Frame is an analyst's file of figures by column name, read whole or refused with the line and column at fault.
package evaluation
