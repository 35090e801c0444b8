// SPDX-License-Identifier: MIT

// GVariant's serialised form, as much of it as the frames here need.

package main

import (
	"encoding/binary"
	"errors"
)

var errForm = errors.New("a body is not in normal form")

// A value that knows how it wants to lie.
type value struct {
	align int
	fixed bool
	bytes []byte
}

func u32(n uint32) value {
	return value{4, true, binary.LittleEndian.AppendUint32(nil, n)}
}

func u64(n uint64) value {
	return value{8, true, binary.LittleEndian.AppendUint64(nil, n)}
}

func str(s string) value {
	return value{1, false, append([]byte(s), 0)}
}

func octets(b []byte) value {
	return value{1, false, b}
}

func pad(b []byte, align int) []byte {
	for len(b)%align != 0 {
		b = append(b, 0)
	}
	return b
}

// How many bytes an offset has, in a container of so many with its offsets.
func offsetSize(content, n int) int {
	for _, size := range []int{1, 2, 4} {
		if uint64(content+n*size) < 1<<(8*size) {
			return size
		}
	}
	return 8
}

func appendOffsets(b []byte, ends []int) []byte {
	size := offsetSize(len(b), len(ends))
	for _, end := range ends {
		b = append(b, binary.LittleEndian.AppendUint64(nil, uint64(end))[:size]...)
	}
	return b
}

func array(align int, elements ...value) value {
	var b []byte
	var ends []int
	for _, e := range elements {
		b = append(pad(b, e.align), e.bytes...)
		if !e.fixed {
			ends = append(ends, len(b))
		}
	}
	return value{align, false, appendOffsets(b, ends)}
}

func tuple(members ...value) []byte {
	var b []byte
	var ends []int
	align := 1
	fixed := true
	for i, m := range members {
		b = append(pad(b, m.align), m.bytes...)
		if m.align > align {
			align = m.align
		}
		if !m.fixed {
			fixed = false
			if i < len(members)-1 {
				ends = append([]int{len(b)}, ends...)
			}
		}
	}
	if len(members) == 0 {
		return []byte{0}
	}
	if fixed {
		return pad(b, align)
	}
	return appendOffsets(b, ends)
}

// A reader of a tuple; what is wrong is remembered.
type reader struct {
	bytes []byte
	at    int
	ends  int // how many offsets have been used
	size  int // of an offset
	err   error
}

// nVariable is how many members have an offset.
func newReader(b []byte, nVariable int) *reader {
	r := &reader{bytes: b, size: 8}
	for _, size := range []int{1, 2, 4} {
		if uint64(len(b)) < 1<<(8*size) {
			r.size = size
			break
		}
	}
	if len(b) < nVariable*r.size {
		r.err = errForm
	}
	return r
}

func (r *reader) take(align, n int) []byte {
	for r.at%align != 0 {
		r.at++
	}
	if r.err != nil || n < 0 || r.at+n > len(r.bytes) {
		r.err = errForm
		return make([]byte, 8)
	}
	r.at += n
	return r.bytes[r.at-n : r.at]
}

func (r *reader) u32() uint32 {
	return binary.LittleEndian.Uint32(r.take(4, 4))
}

func (r *reader) u64() uint64 {
	return binary.LittleEndian.Uint64(r.take(8, 8))
}

// The bytes of a member that has an offset.
func (r *reader) variable(align int) []byte {
	r.ends++
	place := len(r.bytes) - r.ends*r.size
	if r.err != nil || place < 0 {
		r.err = errForm
		return nil
	}
	var end uint64
	for i := r.size - 1; i >= 0; i-- {
		end = end<<8 | uint64(r.bytes[place+i])
	}
	for r.at%align != 0 {
		r.at++
	}
	if end > uint64(len(r.bytes)) {
		r.err = errForm
		return nil
	}
	return r.take(1, int(end)-r.at)
}

func (r *reader) str() string {
	return text(r.variable(1))
}

// A string without the zero at its end.
func text(b []byte) string {
	if len(b) == 0 {
		return ""
	}
	return string(b[:len(b)-1])
}
