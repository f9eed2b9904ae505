package xlsx

import "github.com/xuri/excelize/v2"

// lock writes what guides whoever fills a table in: lists to choose from, hints, and the lock on all but the input
// cells. There is no password: the lock keeps the form of the table from accidents, and Open reads what comes back.
func (w *writer) lock(t Table) error {
	for i, c := range t.Columns {
		if len(c.Choices) == 0 && c.Hint == "" {
			continue
		}
		if err := w.guide(t.Name, i+1, c); err != nil {
			return err
		}
	}
	if !t.Locked {
		return nil
	}
	return w.f.ProtectSheet(t.Name, &excelize.SheetProtectionOptions{
		SelectLockedCells: true, SelectUnlockedCells: true, FormatColumns: true, FormatRows: true, Sort: true,
	})
}

func (w *writer) guide(sheet string, column int, c Column) error {
	v := excelize.NewDataValidation(true)
	v.SetSqref(Address(2, column) + ":" + Address(maxRow, column))
	if len(c.Choices) > 0 {
		if err := v.SetDropList(c.Choices); err != nil {
			return err
		}
		v.SetError(excelize.DataValidationErrorStyleStop, c.Title, c.Hint)
	}
	if c.Hint != "" {
		v.SetInput(c.Title, c.Hint)
	}
	return w.f.AddDataValidation(sheet, v)
}
