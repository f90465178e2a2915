package db

import (
	"database/sql/driver"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/google/uuid"
)

// array is a PostgreSQL array in the binary format: a server reads it several times as fast as a
// literal. It needs connections with binary_parameters. An empty text or uuid is NULL.
type array struct {
	kind kind
	text []string // for textCol, uuidCol, jsonCol
	ints []int64  // for intCol and boolCol
}

var _ driver.Valuer = array{}

// errNoID refuses to send what can't be an id.
var errNoID = errors.New("this is no id")

// pgOIDs are the types of the elements (PostgreSQL's pg_type.dat).
var pgOIDs = map[kind]uint32{textCol: 25, uuidCol: 2950, intCol: 20, boolCol: 16, jsonCol: 3802}

// Value writes one dimension, counted from 1: number of dimensions, whether there are NULLs, type,
// length, lower bound, and each element with its length (array_recv in PostgreSQL's arrayfuncs.c).
func (a array) Value() (driver.Value, error) {
	n, size := len(a.text)+len(a.ints), 20+12*len(a.ints)
	for _, s := range a.text {
		size += 5 + len(s)
	}
	b := make([]byte, 0, size)
	dimensions := uint32(1)
	if n == 0 {
		dimensions = 0
	}
	b = binary.BigEndian.AppendUint32(b, dimensions)
	b = binary.BigEndian.AppendUint32(b, 1)
	b = binary.BigEndian.AppendUint32(b, pgOIDs[a.kind])
	if n == 0 {
		return b, nil
	}
	b = binary.BigEndian.AppendUint32(b, uint32(n))
	b = binary.BigEndian.AppendUint32(b, 1)
	for _, i := range a.ints {
		if a.kind == boolCol {
			b = append(binary.BigEndian.AppendUint32(b, 1), byte(i))
		} else {
			b = binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint32(b, 8), uint64(i))
		}
	}
	for _, s := range a.text {
		if s == "" {
			b = append(b, 0xff, 0xff, 0xff, 0xff)
			continue
		}
		switch a.kind {
		case uuidCol:
			id, err := uuid.Parse(s)
			if err != nil {
				return nil, fmt.Errorf("%w: %q", errNoID, s)
			}
			b = append(binary.BigEndian.AppendUint32(b, uint32(len(id))), id[:]...)
		case jsonCol: // with its version in front
			b = append(binary.BigEndian.AppendUint32(b, uint32(1+len(s))), 1)
			b = append(b, s...)
		default:
			b = append(binary.BigEndian.AppendUint32(b, uint32(len(s))), s...)
		}
	}
	return b, nil
}
