package data

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
)

// CensusCounty returns the counts of the 2020 census for one county, by the column names of census-2020-county.csv and
// census-2020-age-sex.csv. A cell that the source left blank is absent. An unknown code is an error.
func CensusCounty(code string) (map[string]float64, error) {
	counts := map[string]float64{}
	for _, name := range []string{"census-2020-county.csv", "census-2020-age-sex.csv"} {
		if err := countyRow(name, code, counts); err != nil {
			return nil, fmt.Errorf("%s: county %s: %w", name, code, err)
		}
	}
	return counts, nil
}

func countyRow(name, code string, into map[string]float64) error {
	f, err := files.Open(name)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // it was only read
	r := csv.NewReader(f)
	head, err := r.Read()
	if err != nil {
		return err
	}
	for {
		rec, err := r.Read()
		if errors.Is(err, io.EOF) {
			return errors.New("no such row")
		}
		if err != nil {
			return err
		}
		if rec[0] != code {
			continue
		}
		for i, cell := range rec[1:] {
			if cell == "" {
				continue
			}
			if into[head[i+1]], err = strconv.ParseFloat(cell, 64); err != nil {
				return err
			}
		}
		return nil
	}
}
