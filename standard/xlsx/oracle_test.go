package xlsx_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"
)

// What excelize writes through its own functions, and reads back without number formats, is what we read.
func TestReadingAgreesWithExcelize(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := excelize.NewFile()
		defer func() { _ = f.Close() }()
		text := rapid.StringOf(rapid.RuneFrom([]rune("ab_x00 41<&>\"'=+-@\t\n中😀")))
		for range rapid.IntRange(0, 30).Draw(t, "cells") {
			cell := fmt.Sprintf("%c%d", rapid.ByteRange('A', 'H').Draw(t, "column"), rapid.IntRange(1, 20).Draw(t, "row"))
			var value any
			switch rapid.IntRange(0, 3).Draw(t, "kind") {
			case 0:
				value = text.Draw(t, "text")
			case 1:
				value = rapid.IntRange(-1_000_000, 1_000_000).Draw(t, "whole")
			case 2:
				value = float64(rapid.IntRange(-1_000_000, 1_000_000).Draw(t, "part")) / 1000
			case 3:
				value = rapid.Bool().Draw(t, "yes")
			}
			if err := f.SetCellValue("Sheet1", cell, value); err != nil {
				t.Fatal(err)
			}
		}
		want := sheet{}
		for row := 1; row <= 20; row++ {
			for column := 'A'; column <= 'H'; column++ {
				cell := fmt.Sprintf("%c%d", column, row)
				if got, err := f.GetCellValue("Sheet1", cell); err != nil {
					t.Fatal(err)
				} else if got != "" {
					want[cell] = got
				}
			}
		}
		var b bytes.Buffer
		if err := f.Write(&b); err != nil {
			t.Fatal(err)
		}
		got, _, err := read(b.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("excelize and we differ (-excelize +we):\n%s", diff)
		}
	})
}
