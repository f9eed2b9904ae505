package web

// Stack is one row of a stacked bar: how a whole divides into bands.
type Stack struct {
	Name  Text
	Value string // how much the whole is
	Parts []Part
}

// Part is a stretch of a stack, from From to To in [0, 1], in the shade of a band from 1 to 5.
type Part struct {
	Band     int
	From, To float64
}

// Stacks compares how several wholes divide.
type Stacks struct {
	ID, Title, Desc string
	Rows            []Stack
}

// Interval is one row of an interval chart: a bar from Low to High, and a mark at At, all in [0, 1] of one common axis.
type Interval struct {
	Name          Text
	Value         string
	Low, At, High float64
	Unmarked      bool // there is an interval, and no figure that could be trusted in it
}

// Intervals shows how sure several figures are.
type Intervals struct {
	ID, Title, Desc string
	Rows            []Interval
	Axis            []Tick
}
