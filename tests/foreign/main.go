// SPDX-License-Identifier: MIT

// A client of a node that has nothing of Odeon in it: QUIC is quic-go, and the rest was written from
// idl/wire.md alone.
//
//	foreign ADDRESS FOLDER NAME DESCRIPTIONS SCENARIO
//
// FOLDER has authority.pem, NAME.pem and NAME.key, as `odeon cert` makes them; DESCRIPTIONS has
// node.json and post.json. It says what it has seen, a line each.

package main

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/lucas-clemente/quic-go"
)

const patience = 20 * time.Second

// Whether the node is who it should be: by the authority, and by its name.
func verifier(folder, name string) (func([][]byte, [][]*x509.Certificate) error, error) {
	pem, err := os.ReadFile(filepath.Join(folder, "authority.pem"))
	if err != nil {
		return nil, err
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pem)
	return func(raw [][]byte, _ [][]*x509.Certificate) error {
		certificate, err := x509.ParseCertificate(raw[0])
		if err != nil {
			return err
		}
		_, err = certificate.Verify(x509.VerifyOptions{Roots: roots,
			KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}})
		if err != nil {
			return err
		}
		for _, uri := range certificate.URIs {
			if uri.String() == "odeon:node:"+name {
				return nil
			}
		}
		return errors.New("the node has another name")
	}, nil
}

func dial(address, folder, name string, hasCertificate bool) (quic.Connection, error) {
	verify, err := verifier(folder, "bob")
	if err != nil {
		return nil, err
	}
	config := &tls.Config{NextProtos: []string{"odeon/1"}, InsecureSkipVerify: true,
		VerifyPeerCertificate: verify, MinVersion: tls.VersionTLS13}
	if hasCertificate {
		own, err := tls.LoadX509KeyPair(filepath.Join(folder, name+".pem"),
			filepath.Join(folder, name+".key"))
		if err != nil {
			return nil, err
		}
		config.Certificates = []tls.Certificate{own}
	}
	return quic.DialAddr(address, config, &quic.Config{EnableDatagrams: true,
		MaxIncomingUniStreams: 65, HandshakeIdleTimeout: patience})
}

type client struct {
	address, folder, name string
	desk, office          *contract
	preamble              *preamble // of the session
}

func (c *client) fresh() *preamble {
	return &preamble{incarnation: draw(), session: draw(), attempt: 1, fresh: 1}
}

// A session, and the office there.
func (c *client) open() (*session, uint32, error) {
	connection, err := dial(c.address, c.folder, c.name, true)
	if err != nil {
		return nil, 0, err
	}
	s := newSession(c.desk, c.office)
	s.connection = connection
	c.preamble = c.fresh()
	if _, err = s.begin(c.preamble); err != nil {
		return nil, 0, err
	}
	root, err := s.greet(c.name)
	if err != nil {
		return nil, 0, err
	}
	fmt.Printf("hello %s\n", s.name)
	office, err := s.lookUp(root, c.desk, "office")
	return s, office, err
}

func (c *client) add(s *session, office, n uint32) error {
	answer, err := s.call(office, c.office, "add", tuple(u32(n)))
	if err == nil {
		fmt.Printf("add %d is %d\n", n, newReader(answer.body, 0).u32())
	}
	return err
}

// How a connection was closed.
func cause(err error) error {
	var application *quic.ApplicationError
	var transport *quic.TransportError
	switch {
	case errors.As(err, &application):
		return fmt.Errorf("closed by the node: %d", uint64(application.ErrorCode))
	case errors.As(err, &transport) && transport.ErrorCode.IsCryptoError():
		return fmt.Errorf("closed by the node: TLS alert %d", uint64(transport.ErrorCode)-0x100)
	}
	return err
}

func awaitClose(c quic.Connection) error {
	select {
	case <-c.Context().Done():
		_, err := c.AcceptStream(context.Background())
		fmt.Println(cause(err))
		return nil
	case <-time.After(patience):
		return errors.New("the connection was not closed")
	}
}

// Until as many have come as were sent; or one, of those that may be lost.
func (c *client) awaitCount(s *session, office uint32, operation string, n uint64, again func() error) error {
	for end := time.Now().Add(patience); time.Now().Before(end); {
		if again != nil {
			if err := again(); err != nil {
				return err
			}
		}
		answer, err := s.call(office, c.office, operation, tuple())
		if err != nil {
			return err
		}
		if newReader(answer.body, 0).u64() >= n {
			fmt.Printf("%s: enough\n", operation)
			return nil
		}
	}
	return errors.New(operation + ": in vain")
}

// All that a client may do.
func (c *client) talk() error {
	s, office, err := c.open()
	if err != nil {
		return err
	}
	for _, n := range []uint32{5, 7} {
		if err = c.add(s, office, n); err != nil {
			return err
		}
	}
	long := make([]byte, 70000)
	answer, err := s.call(office, c.office, "copy", tuple(octets(long)))
	if err != nil {
		return err
	}
	fmt.Printf("copy has %d bytes\n", len(answer.body))
	if _, err = s.call(office, c.office, "refuse", tuple(u32(7), str("no"))); err != nil {
		fmt.Println(err)
	}

	flash := s.request(kindTell, office, c.office, "flash", tuple(u64(1), octets(nil)))
	place := s.request(kindTell, office, c.office, "place", tuple(u64(1)))
	err = c.awaitCount(s, office, "count_flashed", 2, func() error {
		place.deadline++
		place.body = tuple(u64(uint64(place.deadline)))
		return s.tellByDatagram(flash, place)
	})
	if err != nil {
		return err
	}
	err = s.tellByLane(1, s.request(kindTell, office, c.office, "scatter", tuple(u64(1))),
		s.request(kindTell, office, c.office, "scatter", tuple(u64(2))))
	if err != nil {
		return err
	}
	if err = c.awaitCount(s, office, "count_scattered", 2, nil); err != nil {
		return err
	}
	if err = s.release(office); err != nil {
		return err
	}
	if err = s.leave(); err != nil {
		return err
	}
	return awaitClose(s.connection)
}

// The connection is lost, and the session goes on over another one; what comes by a lane is there
// before anybody knows whose it is.
func (c *client) resume() error {
	s, office, err := c.open()
	if err != nil {
		return err
	}
	if err = c.add(s, office, 5); err != nil {
		return err
	}
	s.connection.CloseWithError(2, "another connection carries the session")

	if s.connection, err = dial(c.address, c.folder, c.name, true); err != nil {
		return err
	}
	if err = s.tellByLane(1, s.request(kindTell, office, c.office, "scatter", tuple(u64(1)))); err != nil {
		return err
	}
	again := *c.preamble
	again.handled = s.handled
	again.attempt = 2
	again.fresh = 0
	handled, err := s.begin(&again)
	if err != nil {
		return err
	}
	fmt.Printf("all was handled: %v\n", handled == s.sent)
	if err = c.add(s, office, 7); err != nil {
		return err
	}
	if err = c.awaitCount(s, office, "count_scattered", 1, nil); err != nil {
		return err
	}
	if err = s.leave(); err != nil {
		return err
	}
	return awaitClose(s.connection)
}

// An interface of the same name with other operations, as another version has it.
func (c *client) outdated() error {
	c.office.fingerprint++
	s, office, err := c.open()
	if err != nil {
		return err
	}
	if err = c.add(s, office, 5); err == nil {
		return errors.New("it was called all the same")
	}
	fmt.Println(err)
	if err = s.leave(); err != nil {
		return err
	}
	return awaitClose(s.connection)
}

// Says that it is there, and goes on when it is told to.
func (c *client) stay() error {
	s, office, err := c.open()
	if err != nil {
		return err
	}
	fmt.Println("here")
	bufio.NewReader(os.Stdin).ReadString('\n')
	if err = c.add(s, office, 1); err != nil {
		return err
	}
	return s.leave()
}

// A client that says something else than a preamble, or one of a session that nobody knows.
func (c *client) sayInstead(what []byte) error {
	connection, err := dial(c.address, c.folder, c.name, true)
	if err != nil {
		return err
	}
	stream, err := connection.OpenStreamSync(context.Background())
	if err != nil {
		return err
	}
	if _, err = stream.Write(what); err != nil {
		return err
	}
	return awaitClose(connection)
}

// In a session, but a frame that is none.
func (c *client) babble() error {
	s, _, err := c.open()
	if err != nil {
		return err
	}
	if err = s.write(&frame{kind: 200}); err != nil {
		return err
	}
	if _, err = s.next(); err != nil {
		fmt.Println(err)
	}
	return awaitClose(s.connection)
}

// The handshake is over for this side before the other one has looked at its certificate.
func (c *client) strange(hasCertificate bool) error {
	connection, err := dial(c.address, c.folder, c.name, hasCertificate)
	if err != nil {
		fmt.Println(cause(err))
		return nil
	}
	return awaitClose(connection)
}

func (c *client) run(scenario string) error {
	switch scenario {
	case "talk":
		return c.talk()
	case "stay":
		return c.stay()
	case "resume":
		return c.resume()
	case "outdated":
		return c.outdated()
	case "babble":
		return c.babble()
	case "anonymous":
		return c.strange(false)
	case "stranger":
		return c.strange(true)
	case "nonsense":
		return c.sayInstead([]byte("GET / HTTP/1.1\r\nHost: example\r\n\r\n"))
	case "unknown-session":
		p := c.fresh()
		p.fresh = 0
		p.attempt = 2
		return c.sayInstead(p.bytes())
	case "no-numbers":
		return c.sayInstead((&preamble{attempt: 1, fresh: 1}).bytes())
	}
	return errors.New("there is no scenario " + scenario)
}

func main() {
	if len(os.Args) != 6 {
		fmt.Fprintln(os.Stderr, "foreign ADDRESS FOLDER NAME DESCRIPTIONS SCENARIO")
		os.Exit(2)
	}
	c := &client{address: os.Args[1], folder: os.Args[2], name: os.Args[3]}
	var err error
	if c.desk, err = readContract(filepath.Join(os.Args[4], "node.json"), "Network::Desk"); err == nil {
		c.office, err = readContract(filepath.Join(os.Args[4], "post.json"), "Post::Office")
	}
	if err == nil {
		err = c.run(os.Args[5])
	}
	if err != nil {
		fmt.Println("failed:", cause(err))
		os.Exit(1)
	}
}
