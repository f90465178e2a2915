package syncrun

import "encoding/base64"

// chunkBits is how many items one chunk of a bitmap is about: it is written whole whenever one of its bits is.
const chunkBits = 8192

// bitmap knows which items of a source a run has read: a bit an item, so that a million take 125 KB and a run in which nothing has
// changed writes no row of theirs.
type bitmap struct {
	chunks map[int64][]byte
	dirty  map[int64]bool
}

func newBitmap() *bitmap { return &bitmap{map[int64][]byte{}, map[int64]bool{}} }

// has reports whether item n was read.
func (b *bitmap) has(n int64) bool {
	chunk := b.chunks[n/chunkBits]
	bit := n % chunkBits
	return chunk != nil && chunk[bit/8]&(1<<(bit%8)) != 0
}

// set notes that item n was read.
func (b *bitmap) set(n int64) {
	i, bit := n/chunkBits, n%chunkBits
	if b.chunks[i] == nil {
		b.chunks[i] = make([]byte, chunkBits/8)
	}
	b.chunks[i][bit/8] |= 1 << (bit % 8)
	b.dirty[i] = true
}

// full reports whether all items of a chunk were read.
func (b *bitmap) full(i int64) bool {
	chunk := b.chunks[i]
	for _, eight := range chunk {
		if eight != 0xff {
			return false
		}
	}
	return chunk != nil
}

// Chunk is a part of a bitmap as it is kept.
type Chunk struct {
	Number int64
	Bits   string // base64
}

// take gives the chunks that have changed since it was last asked.
func (b *bitmap) take() (changed []Chunk) {
	for i := range b.dirty {
		changed = append(changed, Chunk{i, base64.RawStdEncoding.EncodeToString(b.chunks[i])})
	}
	clear(b.dirty)
	return changed
}

// bitmapOf reads chunks that were kept. What can't be read counts as not read.
func bitmapOf(list []Chunk) *bitmap {
	b := newBitmap()
	for _, c := range list {
		if bits, err := base64.RawStdEncoding.DecodeString(c.Bits); err == nil && len(bits) == chunkBits/8 {
			b.chunks[c.Number] = bits
		}
	}
	return b
}
