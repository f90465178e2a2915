package outbound

import "io"

// bounded is a body that is an error beyond its bound. It counts what is read, after compression is undone, so that a few
// bytes that would become gigabytes end there.
type bounded struct {
	body  io.ReadCloser
	ended func() error // why the call is over, nil while it is not
	host  string
	left  int64
	over  *Error
}

// Read implements io.Reader.
func (b *bounded) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	if b.left < 0 {
		return 0, failed(b.host, b.over)
	}
	if int64(len(p)) > b.left+1 {
		p = p[:b.left+1]
	}
	n, err := b.body.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return n - 1, failed(b.host, b.over)
	}
	if err != nil && err != io.EOF && b.ended() == nil {
		err = failed(b.host, err)
	}
	return n, err
}

// Close implements io.Closer.
func (b *bounded) Close() error { return b.body.Close() }

func (g *gate) tooLarge(host string) *Error {
	return refuse(Body, nil, "outbound.large", "host", host, "most", g.options.MaxBody)
}
