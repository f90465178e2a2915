package csvfile

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"
	"testing"
)

// hundred is a list of 100,000 people, and how many bytes it has.
func hundred() (string, int64) {
	var b strings.Builder
	b.WriteString("E-mail;Prénom;Nom;Matricule;Service;Responsable;Groupes;Actif;Date de début\r\n")
	for i := range 100_000 {
		fmt.Fprintf(&b, "person%06d@example.com;Élodie;\"Martin \"\"%d\"\"\";%07d;Ventes;boss%03d@example.com;Ventes|Site %d;oui;%02d/09/2026\r\n",
			i, i, i, i/100, i%40, 1+i%28)
	}
	return b.String(), int64(b.Len())
}

func BenchmarkInspect(b *testing.B) {
	file, size := hundred()
	b.SetBytes(size)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Inspect(strings.NewReader(file), size, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRows(b *testing.B) {
	file, size := hundred()
	in := strings.NewReader(file)
	sheet, err := Inspect(in, size, Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(size)
	b.ReportAllocs()
	rows := 0
	for b.Loop() {
		for r := sheet.Reader(in); ; rows++ {
			row, err := r.Next()
			if err != nil {
				break
			}
			if len(row.Faults) > 0 {
				b.Fatal(row.Faults)
			}
		}
	}
	b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
}

// The tokenizer alone, and the one of the standard library.
func BenchmarkTokens(b *testing.B) {
	file, size := hundred()
	b.Run("scanner", func(b *testing.B) {
		b.SetBytes(size)
		b.ReportAllocs()
		for b.Loop() {
			s := newScanner(strings.NewReader(file), ';')
			var rec record
			for s.next(&rec) == nil {
			}
		}
	})
	b.Run("encoding/csv", func(b *testing.B) {
		b.SetBytes(size)
		b.ReportAllocs()
		for b.Loop() {
			r := csv.NewReader(strings.NewReader(file))
			r.Comma, r.ReuseRecord = ';', true
			for {
				if _, err := r.Read(); err != nil {
					if err != io.EOF {
						b.Fatal(err)
					}
					break
				}
			}
		}
	})
}

func BenchmarkApply(b *testing.B) {
	file, size := hundred()
	in := strings.NewReader(file)
	sheet, err := Inspect(in, size, Options{})
	if err != nil {
		b.Fatal(err)
	}
	row, err := sheet.Reader(in).Next()
	if err != nil {
		b.Fatal(err)
	}
	before := row.Apply(nil)
	b.ReportAllocs()
	for b.Loop() {
		row.Apply(before)
	}
}
