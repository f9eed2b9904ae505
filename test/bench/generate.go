package main

import (
	"bufio"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"mihe/internal/account/indicator"
	"mihe/internal/base/region"
	"mihe/internal/record/fact"
)

// generate writes the synthetic file: every chosen series for every unit and year.
func (b *bench) generate() (name string, rows int64, err error) {
	ids, targets, err := choose()
	if err != nil {
		return "", 0, err
	}
	tree, err := region.Load()
	if err != nil {
		return "", 0, err
	}
	list := tree.At(region.CensusDay).Units(region.County)[:units]
	name = filepath.Join(b.dir, "generated.csv")
	f, err := os.Create(name)
	if err != nil {
		return "", 0, err
	}
	w := bufio.NewWriterSize(f, 1<<20)
	_, _ = w.WriteString("indicator,region,period,sex,residence,value,state,source,vintage\n") // Flush reports it
	rng := rand.New(rand.NewPCG(1, 2))
	for i, id := range ids {
		for year := 2000; year < 2000+b.years; year++ {
			for _, u := range list {
				value := strconv.FormatFloat(100*rng.Float64(), 'f', 2, 64)
				if targets[i].Integer {
					value = strconv.Itoa(1000 + rng.IntN(100000))
				}
				_, _ = fmt.Fprintf(w, "%s,%s,%d,,,%s,,synthetic,generated\n", id, u.Code, year, value) // Flush reports it
				rows++
			}
		}
	}
	return name, rows, errors.Join(w.Flush(), f.Close())
}

// choose takes the first importable series in byte order that leave sex and residence open.
func choose() (ids []string, targets []fact.Target, err error) {
	registry, err := indicator.Shipped()
	if err != nil {
		return nil, nil, err
	}
	vocabulary := registry.Vocabulary()
	for _, id := range slices.Sorted(maps.Keys(vocabulary)) {
		t := vocabulary[id]
		if t.Sex == "" && t.Residence == "" && t.Variable == id && len(t.Parts) < 2 && len(ids) < series {
			ids, targets = append(ids, id), append(targets, t)
		}
	}
	if len(ids) < series {
		return nil, nil, fmt.Errorf("only %d series can be generated", len(ids))
	}
	return ids, targets, nil
}
