package evaluation

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"mihe/internal/base/fault"
	"mihe/standard/xlsx"
)

// File is one file of an evaluation.
type File struct {
	Name  string
	Bytes []byte
}

// The names of the files beside the reports.
const (
	manifestFile = "manifest.json"
	methodFile   = "method.yaml"
	dataFile     = "data.csv"
)

// Files are the method, the figures and the results as JSON, CSV and XLSX.
func (r *Result) Files(t *Table) ([]File, error) {
	results, err := json.MarshalIndent(r.Wire(), "", "  ")
	if err != nil {
		return nil, err
	}
	head, rows := r.table()
	book, err := r.workbook(head, rows)
	if err != nil {
		return nil, err
	}
	return []File{
		{methodFile, r.Method.Text},
		{dataFile, t.CSV(r.Method)},
		{"results.json", append(results, '\n')},
		{"results.csv", csvOf(head, rows)},
		{"results.xlsx", book},
	}, nil
}

// CSV is the result as rows of units with every digit; head names the columns.
func (r *Result) CSV() []byte { return csvOf(r.table()) }

// XLSX is the same as a spreadsheet, with the decimals that a reader needs.
func (r *Result) XLSX() ([]byte, error) { return r.workbook(r.table()) }

// cell is one figure or text of the table of results.
type cell struct {
	text     string
	number   float64
	isNumber bool
	decimals int
}

func words(s string) cell                 { return cell{text: s} }
func figure(v float64, decimals int) cell { return cell{number: v, isNumber: true, decimals: decimals} }
func whole(n int) cell                    { return figure(float64(n), 0) }
func perhaps(v *float64, decimals int) cell {
	if v == nil {
		return cell{}
	}
	return figure(*v, decimals)
}

// table is the result as rows of units, in the order of their identifiers.
func (r *Result) table() (head []string, rows [][]cell) {
	head = []string{
		"id", "name_zh", "name_en", "group", "score", "score_low", "score_high", "arithmetic", "geometric",
		"rank", "rank_best", "rank_median", "rank_worst", "band", "band_best", "band_worst", "tie_group", "imputed", "weakest",
	}
	for _, n := range r.Nodes {
		head = append(head, n.ID)
	}
	for _, period := range r.periods() {
		head = append(head, "score_"+period)
	}
	for _, u := range r.Units {
		weakest := ""
		if u.Weakest >= 0 {
			weakest = r.Nodes[u.Weakest].ID
		}
		row := []cell{
			words(u.ID), words(u.Name.Zh), words(u.Name.En), words(u.Unit.Group), figure(u.Score, 2), figure(u.Low, 2), figure(u.High, 2),
			figure(u.Arithmetic, 2), perhaps(u.Geometric, 2), whole(u.Rank), whole(u.Ranks.Best), whole(u.Ranks.Median),
			whole(u.Ranks.Worst), whole(u.Band), whole(u.BestBand), whole(u.WorstBand), whole(u.Group), figure(u.Imputed, 3), words(weakest),
		}
		for _, score := range u.Nodes {
			row = append(row, figure(score, 2))
		}
		for _, period := range r.periods() {
			if past, ok := u.In(period); ok {
				row = append(row, figure(past.Score, 2))
			} else {
				row = append(row, cell{})
			}
		}
		rows = append(rows, row)
	}
	return head, rows
}

// csvOf keeps every digit of a figure.
func csvOf(head []string, rows [][]cell) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	_ = w.Write(head) // a Buffer takes everything
	for _, row := range rows {
		line := make([]string, len(row))
		for i, c := range row {
			line[i] = c.text
			if c.isNumber {
				line[i] = strconv.FormatFloat(c.number, 'g', -1, 64)
			}
		}
		_ = w.Write(line)
	}
	w.Flush()
	return b.Bytes()
}

func (r *Result) workbook(head []string, rows [][]cell) ([]byte, error) {
	columns := make([]xlsx.Column, len(head))
	for i, title := range head {
		columns[i] = xlsx.Column{Title: title, Width: 14}
	}
	return xlsx.Write(xlsx.Workbook{
		Title:      r.Method.Title.Zh + " · " + r.Method.Title.En,
		Properties: map[string]string{"method": r.Method.Hash, "data": r.DataHash},
		Tables: []xlsx.Table{{Name: "results", Columns: columns, Rows: func(yield func([]xlsx.Value) bool) {
			for _, row := range rows {
				values := make([]xlsx.Value, len(row))
				for i, c := range row {
					switch {
					case c.isNumber:
						values[i] = xlsx.Number(c.number, c.decimals)
					case c.text != "":
						values[i] = xlsx.Text(c.text)
					}
				}
				if !yield(values) {
					return
				}
			}
		}}},
	})
}

// Manifest lists an evaluation's files by hash; its own bytes are the evaluation's identity.
type Manifest struct {
	Format int             `json:"format"`
	Method ManifestMethod  `json:"method"`
	Data   string          `json:"data_sha256"`
	Seed   uint64          `json:"seed"`
	Files  []ManifestEntry `json:"files"`
}

// ManifestMethod names the method.
type ManifestMethod struct {
	ID      string `json:"id"`
	Version int    `json:"version"`
	SHA256  string `json:"sha256"`
}

// ManifestEntry is one file.
type ManifestEntry struct {
	Name   string `json:"name"`
	Bytes  int    `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// Written is an evaluation on disk. Hash is the SHA-256 of the manifest, which holds those of all other files: it covers
// every byte that was written.
type Written struct {
	Manifest string   `json:"manifest"`
	Hash     string   `json:"hash"`
	Files    []string `json:"files"`
	Replaced string   `json:"replaced,omitempty"` // the hash of another evaluation that stood there
}

// Save writes files and their manifest into a folder, which is made when it is not there. Only an empty folder is written to, one
// that holds nothing else than this very evaluation, or one that holds an earlier evaluation just as its manifest says: what
// a person put or changed there is never written over. Replaced is then the hash of an earlier one that differs.
func (r *Result) Save(dir string, files []File) (Written, error) {
	files = slices.Clone(files)
	slices.SortFunc(files, func(a, b File) int { return cmp.Compare(a.Name, b.Name) })
	m := Manifest{
		Format: 1, Method: ManifestMethod{r.Method.ID, r.Method.Version, r.Method.Hash}, Data: r.DataHash, Seed: r.Method.Seed,
	}
	w := Written{Manifest: filepath.Join(dir, manifestFile)}
	for _, f := range files {
		m.Files = append(m.Files, ManifestEntry{f.Name, len(f.Bytes), sum(f.Bytes)})
		w.Files = append(w.Files, filepath.Join(dir, f.Name))
	}
	manifest, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return Written{}, err
	}
	manifest = append(manifest, '\n')
	w.Hash = sum(manifest)
	all := append(files, File{manifestFile, manifest}) // the manifest last: without it nothing is complete
	if w.Replaced, err = prepare(dir, all); err != nil {
		return Written{}, err
	}
	for _, f := range all {
		if err := replace(filepath.Join(dir, f.Name), f.Bytes); err != nil {
			return Written{}, fault.Wrap(err, fault.Unavailable, "evaluation.unwritten", "file", f.Name)
		}
	}
	return w, nil
}

// prepare makes the folder and takes away an earlier evaluation's manifest and what will not be written over. It returns that one's hash where it
// is another than the one to be written.
func prepare(dir string, files []File) (earlier string, err error) {
	if err := os.MkdirAll(dir, 0o755); err != nil { //nolint:gosec // an evaluation is there to be read by others
		return "", fault.Wrap(err, fault.Unavailable, "evaluation.unwritten", "file", dir)
	}
	there, err := os.ReadDir(dir)
	if err != nil {
		return "", fault.Wrap(err, fault.Unavailable, "evaluation.unwritten", "file", dir)
	}
	listed, earlier := manifestIn(dir)
	for _, e := range there {
		if e.Name() == manifestFile && earlier != "" {
			continue
		}
		raw, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil || !slices.Contains(listed, ManifestEntry{e.Name(), len(raw), sum(raw)}) && !slices.ContainsFunc(files, func(f File) bool {
			return f.Name == e.Name() && bytes.Equal(f.Bytes, raw)
		}) {
			return "", fault.New(fault.Invalid, "evaluation.foreign", "file", e.Name())
		}
	}
	if err := os.Remove(filepath.Join(dir, manifestFile)); err != nil && !os.IsNotExist(err) { // what is half replaced is not taken for whole
		return "", fault.Wrap(err, fault.Unavailable, "evaluation.unwritten", "file", manifestFile)
	}
	for _, e := range there {
		if e.Name() == manifestFile || slices.ContainsFunc(files, func(f File) bool { return f.Name == e.Name() }) {
			continue
		}
		if err := os.Remove(filepath.Join(dir, e.Name())); err != nil {
			return "", fault.Wrap(err, fault.Unavailable, "evaluation.unwritten", "file", e.Name())
		}
	}
	if earlier == sum(files[len(files)-1].Bytes) {
		earlier = ""
	}
	return earlier, nil
}

// manifestIn reads the manifest that stands in a folder and its hash; nothing where there is none that can be read.
func manifestIn(dir string) (listed []ManifestEntry, hash string) {
	raw, err := os.ReadFile(filepath.Join(dir, manifestFile))
	if err != nil {
		return nil, ""
	}
	var m Manifest
	if json.Unmarshal(raw, &m) != nil || m.Format != 1 || m.Method.SHA256 == "" {
		return nil, ""
	}
	return m.Files, sum(raw)
}

// replace writes a file beside its place and moves it there.
func replace(path string, content []byte) error {
	part := path + ".part"
	if err := os.WriteFile(part, content, 0o644); err != nil { //nolint:gosec // as above
		return err
	}
	return os.Rename(part, path)
}

func sum(b []byte) string {
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:])
}
