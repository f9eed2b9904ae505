package spatial_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"mihe/measure/spatial"
)

// The reference data of PySAL (BSD-3) stay outside the repository; MIHE_ORACLES names their folder.
func oracle(t *testing.T, name ...string) []byte {
	t.Helper()
	dir := os.Getenv("MIHE_ORACLES")
	if dir == "" {
		t.Skip("MIHE_ORACLES is not set: PySAL's maps are not compared")
	}
	text, err := os.ReadFile(filepath.Join(append([]string{dir}, name...)...))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// readGAL reads a list of neighbours: a heading that ends, or nearly, in the number of places, then two lines for each place, its
// name with the number of its neighbours and their names. names is nil where places are named 1 to n.
func readGAL(t *testing.T, text []byte, names []string) (n int, edges []spatial.Edge) {
	t.Helper()
	lines := strings.Split(strings.TrimRight(string(text), "\n"), "\n")
	number := map[string]int{}
	for i := range (len(lines) - 1) / 2 {
		name := strings.Fields(lines[1+2*i])[0]
		number[name] = len(number)
	}
	for i, name := range names {
		number[name] = i
	}
	n = len(number)
	if names == nil {
		for name := range number {
			at, err := strconv.Atoi(name)
			if err != nil {
				t.Fatal(err)
			}
			number[name] = at - 1
		}
	}
	for i := range n {
		from := number[strings.Fields(lines[1+2*i])[0]]
		for to := range strings.FieldsSeq(lines[2+2*i]) {
			edges = append(edges, spatial.Edge{From: from, To: number[to], Weight: 1})
		}
	}
	return n, edges
}

// readDBF reads one column of a dBase III table as text.
func readDBF(t *testing.T, table []byte, column string) []string {
	t.Helper()
	word := func(at int) int { return int(table[at]) | int(table[at+1])<<8 }
	rows, header, width := word(4), word(8), word(10)
	offset := 1 // after the mark of deletion
	for at := 32; table[at] != '\r'; at += 32 {
		length := int(table[at+16])
		if name, _, _ := strings.Cut(string(table[at:at+11]), "\x00"); name != column {
			offset += length
			continue
		}
		values := make([]string, rows)
		for r := range values {
			begin := header + r*width + offset
			values[r] = strings.TrimSpace(string(table[begin : begin+length]))
		}
		return values
	}
	t.Fatalf("no column %s", column)
	return nil
}

func asNumbers(t *testing.T, text []string) []float64 {
	t.Helper()
	values := make([]float64, len(text))
	for i := range text {
		var err error
		if values[i], err = strconv.ParseFloat(text[i], 64); err != nil {
			t.Fatal(err)
		}
	}
	return values
}

// saintLouis is the rate of homicides 1988-93 of 78 counties and their neighbours.
func saintLouis(t *testing.T, s spatial.Standardisation) ([]float64, *spatial.Weights) {
	t.Helper()
	_, rows, _ := bytes.Cut(oracle(t, "pysal", "pysal_stl_hom.txt"), []byte("\n"))
	cells, err := csv.NewReader(bytes.NewReader(rows)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var column []string
	for _, row := range cells[1:] {
		column = append(column, row[2])
	}
	n, edges := readGAL(t, oracle(t, "pysal", "pysal_stl.gal"), nil)
	return asNumbers(t, column), must[*spatial.Weights](t)(spatial.Adjacency(n, edges, s))
}

func TestSaintLouis(t *testing.T) {
	var measured struct {
		Rows struct {
			I      float64
			P      float64 `json:"p_norm_one_tailed"`
			EI     float64
			Normal float64 `json:"VI_norm"`
			Random float64 `json:"VI_rand"`
		} `json:"moran_stl_HR8893_stl.gal_rowstd"`
	}
	if err := json.Unmarshal(oracle(t, "measure.json"), &measured); err != nil {
		t.Fatal(err)
	}
	x, w := saintLouis(t, spatial.RowStandardised)
	m, global := measured.Rows, must[spatial.Global](t)
	compare(t, "Moran", global(spatial.Moran(x, w, none)), wanted{value: m.I, expected: m.EI, varNormal: m.Normal, pNormal: m.P, varRandomised: m.Random}, 1e-12)
	// esda 2.9.0 on the same files.
	compare(t, "Geary", global(spatial.Geary(x, w, none)), wanted{value: 0.597128215893689, varNormal: 0.005465786052175757, varRandomised: 0.013063740292186923}, 1e-12)
	x, w = saintLouis(t, spatial.AsGiven)
	compare(t, "Moran, binary", global(spatial.Moran(x, w, none)), wanted{value: 0.2034411928793652, varNormal: 0.0046329363852455644, varRandomised: 0.002793888296523341}, 1e-12)
	compare(t, "Geary, binary", global(spatial.Geary(x, w, none)), wanted{value: 0.5867765061084104, varNormal: 0.006852211569903457, varRandomised: 0.040778496815430436}, 1e-12)
	compare(t, "G, binary", global(spatial.GetisOrd(x, w, none)), wanted{value: 0.09138114019890889, varRandomised: 6.83880053705399e-05, zRandomised: 3.0368769820125823}, 1e-11)
}

func TestCarolina(t *testing.T) {
	var published struct {
		ESDA struct {
			Rates struct {
				I float64
				P float64 `json:"p_norm_one_tailed"`
			} `json:"moran_sids2_SIDR74"`
		} `json:"pysal_esda@11450be3(BSD-3)"`
	}
	if err := json.Unmarshal(oracle(t, "published.json"), &published); err != nil {
		t.Fatal(err)
	}
	table := oracle(t, "pysal", "pysal_sids2.dbf")
	n, edges := readGAL(t, oracle(t, "pysal", "pysal_sids2.gal"), readDBF(t, table, "FIPSNO"))
	w := must[*spatial.Weights](t)(spatial.Adjacency(n, edges, spatial.RowStandardised))
	rates := asNumbers(t, readDBF(t, table, "SIDR74"))
	compare(t, "Moran", must[spatial.Global](t)(spatial.Moran(rates, w, none)), wanted{value: published.ESDA.Rates.I, pNormal: published.ESDA.Rates.P}, 1e-12)
}

// The mutual neighbours along a side of the 49 districts of Columbus, from libpysal 4.14.1's columbus.shp (Rook), each
// with those of greater number; the list that comes with the table has corners as well.
const columbusSides = "0:1,2;1:2,3;2:3,4;3:4,7;4:5,7,8,10,14;5:8;6:7,12,13;7:10,11;8:9,14,21,25;9:16,19;10:11,15;11:12,13,15;" +
	"12:13;13:15,17,18;14:15,24;15:17,23,24;16:19,22;17:18,23;18:23;19:21,22,26,31,32,34,39;20:23,29,33;21:25,26,27;22:31;" +
	"23:24,29;24:25,28;25:27;26:27,32;27:28,32,34,37;28:29,36;29:36;30:33,35;31:39,40;32:34;33:35,41;34:37,43;35:38,41,45;" +
	"36:37,42,44;37:42;38:45;39:40,46;40:46;42:43,44,47;43:47,48;44:47,48;47:48"

func TestColumbus(t *testing.T) {
	var published struct {
		ESDA struct {
			Sides struct {
				C        float64
				Variance float64 `json:"VC_norm"`
				Z        float64 `json:"z_norm"`
			} `json:"geary_columbus_CRIME_rook_row"`
		} `json:"pysal_esda@11450be3(BSD-3)"`
	}
	if err := json.Unmarshal(oracle(t, "published.json"), &published); err != nil {
		t.Fatal(err)
	}
	var sides []spatial.Edge
	for row := range strings.SplitSeq(columbusSides, ";") {
		from, others, _ := strings.Cut(row, ":")
		i, _ := strconv.Atoi(from)
		for to := range strings.SplitSeq(others, ",") {
			j, _ := strconv.Atoi(to)
			sides = append(sides, spatial.Edge{From: i, To: j, Weight: 1}, spatial.Edge{From: j, To: i, Weight: 1})
		}
	}
	crime := asNumbers(t, readDBF(t, oracle(t, "pysal", "pysal_columbus.dbf"), "CRIME"))
	w, global := must[*spatial.Weights](t), must[spatial.Global](t)
	want := published.ESDA.Sides
	got := global(spatial.Geary(crime, w(spatial.Adjacency(49, sides, spatial.RowStandardised)), none))
	compare(t, "Geary, sides", got, wanted{value: want.C, varNormal: want.Variance, zNormal: want.Z}, 1e-12)

	// esda 2.9.0 with the corners.
	n, edges := readGAL(t, oracle(t, "pysal", "pysal_columbus.gal"), nil)
	corners := w(spatial.Adjacency(n, edges, spatial.RowStandardised))
	compare(t, "Geary, corners", global(spatial.Geary(crime, corners, none)), wanted{value: 0.5405282027020684, varRandomised: 0.009384263776965005, zRandomised: -4.7430615005044645}, 1e-12)
	compare(t, "Moran, corners", global(spatial.Moran(crime, corners, none)), wanted{value: 0.5001885571828611, varNormal: 0.00856341311940498, varRandomised: 0.008689289201332044}, 1e-12)
	l := must[spatial.LocalGetisOrd](t)(spatial.LocalG(crime, corners, true, none, spatial.Discovery{}))
	for i, z := range []float64{-1.4327796539664275, -1.3400080974641624, -0.7719986809531127, -0.13173336449050613, 1.285362798437344} {
		if !near(l.Units[i].Z, z, 1e-11) {
			t.Errorf("Z* of %d = %v, want %v", i, l.Units[i].Z, z)
		}
	}
}
