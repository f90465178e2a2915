package inbound

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"time"

	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/text"
)

// kindKey is what makes two requests one kind.
type kindKey struct {
	account, source, token string // token is the id of one that is known, or a mark of one that is not
	method, route          string
	status                 int
	reason                 directory.TrafficReason
}

// latest is what is kept of the last request of a kind, in bounded pieces of what the client sent.
type latest struct {
	address string
	called  string // the token's short name
	path    string
	filter  string
	detail  text.Message
	says    text.Messages
	known   bool // the token has an id
}

// kind is one request, as recent traffic counts it.
type kind struct {
	kindKey
	latest
}

// tally is one kind of request, counted.
type tally struct {
	id          string
	count       int64
	first, last time.Time
	latest
}

// caseOf is the case id of a kind (rule P9): the same on all nodes, and, as the key is nobody's, without a meaning to
// whoever reads it.
func (t *Traffic) caseOf(k *kind) string {
	if t == nil {
		return ""
	}
	mac := hmac.New(sha256.New, t.key)
	for _, part := range []string{k.account, k.source, k.token, k.method, k.route, string(k.reason)} {
		_, _ = mac.Write(binary.BigEndian.AppendUint32(nil, uint32(len(part))))
		_, _ = mac.Write([]byte(part))
	}
	_, _ = mac.Write(binary.BigEndian.AppendUint32(nil, uint32(k.status)))
	var id uuid.UUID
	copy(id[:], mac.Sum(nil))
	id[6], id[8] = id[6]&0x0f|0x80, id[8]&0x3f|0x80 // version 8 (RFC 9562 section 5.8)
	return id.String()
}

// traffic is what is kept of a kind.
func (c *tally) traffic(k kindKey) directory.Traffic {
	kept := directory.Traffic{
		AccountID: k.account, ID: c.id, SourceID: k.source, Token: c.called, Method: k.method, Route: k.route,
		Status: k.status,
		Reason: k.reason, Count: c.count, First: c.first, Last: c.last, Address: c.address, Path: shownPath(c.path),
		Detail: c.says,
	}
	if c.known {
		kept.TokenID = k.token
	}
	if shape := filterShape(c.filter); shape != "" {
		kept.Detail = append(text.Messages{text.New("traffic.filter", "filter", shape)}, kept.Detail...)
	}
	kept.Detail = append(kept.Detail, messages(c.detail)...)
	return kept
}
