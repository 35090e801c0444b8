// SPDX-License-Identifier: MIT

// Frames, and what is said before them.

package main

import (
	"encoding/binary"
	"errors"
	"io"
)

const (
	kindHello    = 1
	kindWelcome  = 2
	kindExport   = 4
	kindCall     = 5
	kindTell     = 6
	kindReturn   = 7
	kindError    = 8
	kindRelease  = 10
	kindCredit   = 12
	kindPing     = 13
	kindPong     = 14
	kindGoodbye  = 15
	kindAfter    = 17
	kindFinish   = 18
	headerSize   = 24
	preambleSize = 40
	magic        = 0x6e6f6564
	entryMine    = 1
	entryYours   = 2
)

type entry struct{ kind, index uint32 }

type frame struct {
	kind       uint8
	flags      uint8
	call       uint32
	target     uint32
	interface_ uint16
	operation  uint16
	deadline   uint32
	body       []byte
	entries    []entry
}

func (f *frame) bytes() []byte {
	le := binary.LittleEndian
	b := []byte{f.kind, f.flags}
	b = le.AppendUint16(b, uint16(len(f.entries)))
	b = le.AppendUint32(b, uint32(len(f.body)))
	b = le.AppendUint32(b, f.call)
	b = le.AppendUint32(b, f.target)
	b = le.AppendUint16(b, f.interface_)
	b = le.AppendUint16(b, f.operation)
	b = le.AppendUint32(b, f.deadline)
	b = pad(append(b, f.body...), 8)
	for _, e := range f.entries {
		b = le.AppendUint32(le.AppendUint32(b, e.kind), e.index)
	}
	return b
}

// Also returns how many bytes it took.
func readFrame(from io.Reader) (*frame, int, error) {
	le := binary.LittleEndian
	h := make([]byte, headerSize)
	if _, err := io.ReadFull(from, h); err != nil {
		return nil, 0, err
	}
	f := &frame{
		kind: h[0], flags: h[1], call: le.Uint32(h[8:]), target: le.Uint32(h[12:]),
		interface_: le.Uint16(h[16:]), operation: le.Uint16(h[18:]), deadline: le.Uint32(h[20:]),
	}
	size := int(le.Uint32(h[4:]))
	n := int(le.Uint16(h[2:]))
	rest := make([]byte, (size+7)/8*8+8*n)
	if _, err := io.ReadFull(from, rest); err != nil {
		return nil, 0, err
	}
	f.body = rest[:size]
	for t := rest[(size+7)/8*8:]; len(t) > 0; t = t[8:] {
		f.entries = append(f.entries, entry{le.Uint32(t), le.Uint32(t[4:])})
	}
	return f, headerSize + len(rest), nil
}

type preamble struct {
	incarnation, session, handled uint64
	attempt, fresh                uint32
}

func (p *preamble) bytes() []byte {
	le := binary.LittleEndian
	b := append([]byte("deon"), 1, 0, 0, 0)
	b = le.AppendUint64(b, p.incarnation)
	b = le.AppendUint64(b, p.session)
	b = le.AppendUint64(b, p.handled)
	return le.AppendUint32(le.AppendUint32(b, p.attempt), p.fresh)
}

func readPreamble(from io.Reader) (*preamble, error) {
	le := binary.LittleEndian
	b := make([]byte, preambleSize)
	if _, err := io.ReadFull(from, b); err != nil {
		return nil, err
	}
	if string(b[:4]) != "deon" || le.Uint16(b[4:]) != 1 {
		return nil, errors.New("that is no preamble")
	}
	if _, err := io.CopyN(io.Discard, from, 16*int64(le.Uint16(b[6:]))); err != nil {
		return nil, err
	}
	return &preamble{le.Uint64(b[8:]), le.Uint64(b[16:]), le.Uint64(b[24:]),
		le.Uint32(b[32:]), le.Uint32(b[36:])}, nil
}
