// Package partyweb shows people what the register holds of them: every use, the way to correct it, to take it along and to be erased.
package partyweb
