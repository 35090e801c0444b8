// SPDX-License-Identifier: MIT

// A session with a node, of a client that exports nothing but a desk that nobody asks.

package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"sync"

	"github.com/lucas-clemente/quic-go"
)

// What `odeon-codegen --describe` says of an interface.
type contract struct {
	name        string
	fingerprint uint64
	operations  map[string]uint16
}

type definition struct {
	Kind        string
	Name        string
	ScopedName  string `json:"scoped_name"`
	Fingerprint string
	Definitions []definition
	Operations  []definition
}

func findInterface(among []definition, name string) *definition {
	for i := range among {
		if among[i].Kind == "interface" && among[i].ScopedName == name {
			return &among[i]
		}
		if found := findInterface(among[i].Definitions, name); found != nil {
			return found
		}
	}
	return nil
}

// Of an interface without attributes, which would count as well.
func readContract(path, name string) (*contract, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var root definition
	if err := json.Unmarshal(text, &root); err != nil {
		return nil, err
	}
	found := findInterface(root.Definitions, name)
	if found == nil {
		return nil, fmt.Errorf("%s: there is no %s", path, name)
	}
	c := &contract{name: name, operations: map[string]uint16{}}
	if _, err := fmt.Sscanf(found.Fingerprint, "%x", &c.fingerprint); err != nil {
		return nil, err
	}
	for i, o := range found.Operations {
		c.operations[o.Name] = uint16(i)
	}
	return c, nil
}

// A frame, and what came before it.
type arrival struct {
	frame *frame
	size  int // on stream 0; of a lane 0
	err   error
}

type session struct {
	connection quic.Connection
	stream     quic.Stream
	arrivals   chan arrival
	exports    map[uint32]uint64 // of the node's: where the EXPORT of each began
	received   map[uint32]uint32 // how often each has come
	byLanes    map[uint32]uint32 // how many requests to each went by lanes
	contracts  []*contract       // from number 1 on
	calls      uint32
	sent       uint64 // of stream 0, without preambles
	name       string // the node's

	mutex   sync.Mutex
	changed *sync.Cond
	handled uint64 // of what the node has said on stream 0, without its preamble
}

func draw() uint64 {
	var b [8]byte
	if _, err := rand.Read(b[:]); err != nil {
		panic(err)
	}
	return binary.LittleEndian.Uint64(b[:]) | 1
}

func (s *session) write(f *frame) error {
	n, err := s.stream.Write(f.bytes())
	s.sent += uint64(n)
	return err
}

// All that comes there, in its order.
func (s *session) readControl(input *bufio.Reader, arrivals chan<- arrival) {
	for {
		f, size, err := readFrame(input)
		arrivals <- arrival{f, size, err}
		if err != nil {
			return
		}
	}
}

func (s *session) awaitHandled(position uint64) {
	s.mutex.Lock()
	for s.handled < position {
		s.changed.Wait()
	}
	s.mutex.Unlock()
}

func (s *session) readLane(lane quic.ReceiveStream) {
	input := bufio.NewReader(lane)
	if _, err := input.Discard(8); err != nil {
		return
	}
	for {
		f, _, err := readFrame(input)
		if err != nil {
			return
		}
		if f.kind == kindAfter {
			s.awaitHandled(uint64(f.target)<<32 | uint64(f.call))
			continue
		}
		s.arrivals <- arrival{f, 0, nil}
	}
}

func (s *session) acceptLanes(connection quic.Connection) {
	for {
		lane, err := connection.AcceptUniStream(context.Background())
		if err != nil {
			return
		}
		go s.readLane(lane)
	}
}

func (s *session) hasHandled(size int) {
	s.mutex.Lock()
	s.handled += uint64(size)
	s.changed.Broadcast()
	s.mutex.Unlock()
}

// What needs nobody else: whether it was that.
func (s *session) take(f *frame) (bool, error) {
	switch f.kind {
	case kindExport:
		s.exports[f.target] = s.handled
	case kindPing:
		return true, s.write(&frame{kind: kindPong})
	case kindCredit, kindRelease:
	case kindGoodbye:
		r := newReader(f.body, 0)
		r.u64()
		return true, fmt.Errorf("GOODBYE: %s", text(f.body[r.at:]))
	default:
		for _, e := range f.entries {
			if e.kind == entryMine {
				s.received[e.index]++
			}
		}
		return false, nil
	}
	return true, nil
}

// The next frame that is not dealt with here.
func (s *session) next() (*frame, error) {
	for {
		a := <-s.arrivals
		if a.err != nil {
			return nil, a.err
		}
		isDone, err := s.take(a.frame)
		s.hasHandled(a.size)
		if !isDone || err != nil {
			return a.frame, err
		}
	}
}

func (s *session) expect(kind uint8) (*frame, error) {
	f, err := s.next()
	if err == nil && f.kind != kind {
		err = fmt.Errorf("a frame of kind %d instead of %d", f.kind, kind)
	}
	return f, err
}

func (s *session) sayHello(name string) error {
	var names, prints []value
	for _, c := range s.contracts {
		names = append(names, str(c.name))
		prints = append(prints, u64(c.fingerprint))
	}
	return s.write(&frame{kind: kindHello, body: tuple(
		u32(magic), u32(1), u32(1), u32(1<<20), u32(1<<20), str("foreign"), str(name),
		array(1, names...), array(8, prints...), str(""))})
}

func (s *session) takeHello() error {
	f, err := s.expect(kindHello)
	if err != nil {
		return err
	}
	r := newReader(f.body, 4)
	if r.u32() != magic || r.u32() > 1 || r.u32() < 1 {
		return fmt.Errorf("that is no HELLO")
	}
	r.u32()
	r.u32()
	r.str()
	s.name = r.str()
	return r.err
}

// Desk is the number of Network::Desk, of which each side has one.
func (s *session) welcome(desk uint16) error {
	export := tuple(str("Desk"), str(""), str("urn:uuid:00000000-0000-4000-8000-000000000000"),
		array(2, value{2, true, []byte{byte(desk), byte(desk >> 8)}}), str(""))
	if err := s.write(&frame{kind: kindExport, target: 0, body: export}); err != nil {
		return err
	}
	return s.write(&frame{kind: kindWelcome, body: tuple(), entries: []entry{{entryMine, 0}}})
}

// Which is the actor of this interface that the node's WELCOME has.
func (s *session) greet(name string) (root uint32, err error) {
	if err = s.sayHello(name); err != nil {
		return
	}
	if err = s.takeHello(); err != nil {
		return
	}
	if err = s.welcome(1); err != nil {
		return
	}
	f, err := s.expect(kindWelcome)
	if err != nil {
		return
	}
	if len(f.entries) != 1 || f.entries[0].kind != entryMine {
		return 0, fmt.Errorf("WELCOME without a root")
	}
	return f.entries[0].index, nil
}

func (s *session) number(c *contract) uint16 {
	for i := range s.contracts {
		if s.contracts[i] == c {
			return uint16(i + 1)
		}
	}
	panic("the interface was not declared")
}

func (s *session) request(kind uint8, target uint32, c *contract, operation string, body []byte) *frame {
	number, ok := c.operations[operation]
	if !ok {
		panic(operation)
	}
	return &frame{kind: kind, target: target, interface_: s.number(c), operation: number, body: body}
}

// An answer that is an error is one.
func (s *session) call(target uint32, c *contract, operation string, body []byte) (*frame, error) {
	f := s.request(kindCall, target, c, operation, body)
	f.call = s.calls
	s.calls++
	if err := s.write(f); err != nil {
		return nil, err
	}
	answer, err := s.next()
	if err != nil {
		return nil, err
	}
	if answer.kind == kindError && answer.call == f.call {
		r := newReader(answer.body, 2)
		domain := r.str()
		code := r.u32()
		return nil, fmt.Errorf("ERROR: %s %d: %s", domain, code, r.str())
	}
	if answer.kind != kindReturn || answer.call != f.call {
		return nil, fmt.Errorf("a frame of kind %d for call %d", answer.kind, answer.call)
	}
	return answer, nil
}

func (s *session) lookUp(root uint32, desk *contract, name string) (uint32, error) {
	answer, err := s.call(root, desk, "look_up", tuple(str(name)))
	if err != nil {
		return 0, err
	}
	r := newReader(answer.body, 0)
	if i := r.u32(); r.err != nil || int(i) >= len(answer.entries) {
		return 0, errForm
	}
	found := answer.entries[binary.LittleEndian.Uint32(answer.body)]
	// Nothing is called before it is there, so that nothing else needs the answer.
	return found.index, s.write(&frame{kind: kindFinish, call: answer.call})
}

// What is let go of is counted.
func (s *session) release(target uint32) error {
	return s.write(&frame{kind: kindRelease, target: target, call: s.received[target],
		deadline: s.byLanes[target]})
}

// All on a lane of its own.
func (s *session) tellByLane(number uint32, frames ...*frame) error {
	lane, err := s.connection.OpenUniStreamSync(context.Background())
	if err != nil {
		return err
	}
	b := binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint32(nil, number), 0)
	for _, f := range frames {
		s.byLanes[f.target]++
		b = append(b, f.bytes()...)
	}
	_, err = lane.Write(b)
	return err
}

// Several in a packet. Number, if it is not 0, is that of a sequenced message.
func (s *session) tellByDatagram(frames ...*frame) error {
	var b []byte
	for _, f := range frames {
		f.call = uint32(s.exports[f.target])
		b = append(b, f.bytes()...)
	}
	return s.connection.SendMessage(b)
}

func (s *session) leave() error {
	return s.write(&frame{kind: kindGoodbye, body: tuple(u64(s.handled), str("done"))})
}

func newSession(contracts ...*contract) *session {
	s := &session{exports: map[uint32]uint64{}, received: map[uint32]uint32{},
		byLanes: map[uint32]uint32{}, contracts: contracts}
	s.changed = sync.NewCond(&s.mutex)
	return s
}

// Over this connection it begins, or goes on; up to where the node has handled what was sent.
func (s *session) begin(p *preamble) (uint64, error) {
	stream, err := s.connection.OpenStreamSync(context.Background())
	if err != nil {
		return 0, err
	}
	s.stream = stream
	s.arrivals = make(chan arrival)
	if _, err := stream.Write(p.bytes()); err != nil {
		return 0, err
	}
	input := bufio.NewReader(stream)
	answer, err := readPreamble(input)
	if err != nil {
		return 0, err
	}
	if answer.session != p.session {
		return 0, fmt.Errorf("the answer is about another session")
	}
	go s.readControl(input, s.arrivals)
	go s.acceptLanes(s.connection)
	return answer.handled, nil
}
