package notebook

import (
	"bytes"
	"encoding/gob"
	"fmt"
	"io"
)

// bundle is one thing in several formats, by MIME type: string for text, []byte for a picture. A front end shows the
// richest that it knows.
type bundle map[string]any

const (
	mimeText     = "text/plain"
	mimeMarkdown = "text/markdown"
	mimeHTML     = "text/html"
	mimePNG      = "image/png"
	mimeComm     = "gonb/comm_value" // not shown: a message for the kernel itself
)

// message is what the kernel reads from its pipe. gob matches fields by name, so only the names of the fields count.
type message struct {
	Data      map[string]any
	Metadata  map[string]any
	DisplayID string // later messages with the same one replace the output
}

// comm is the value of a message to the kernel itself, and what the kernel sends back.
type comm struct {
	Address string
	Request bool
	Value   any
}

const (
	addressSync = "#gonbui/sync"
	addressAck  = "#gonbui/sync_ack"
)

// Inside an interface gob also sends the name under which a type is registered, and the kernel expects wireName.
// Registering wireName itself would panic in a program that links gonbui too, so a name of the same length is
// registered, and replaced on the wire.
const (
	wireName = "github.com/janpfeifer/gonb/gonbui/protocol.CommValue"
	ownName  = "github.com/janpfeifer/gonb/gonbui/protocol.commValue"
)

func init() {
	gob.RegisterName(ownName, comm{})
	gob.Register(map[string]any{}) // nested metadata
}

// encoder writes messages as one gob stream, which sends every type's description once: a process must have a single
// encoder for the life of the pipe.
type encoder struct {
	gob *gob.Encoder
	buf bytes.Buffer
}

func newEncoder() *encoder {
	e := new(encoder)
	e.gob = gob.NewEncoder(&e.buf)
	return e
}

// display writes m.
func (e *encoder) display(w io.Writer, m message) error {
	e.buf.Reset()
	if err := e.gob.Encode(m); err != nil {
		return fmt.Errorf("notebook: encode a display: %w", err)
	}
	_, err := w.Write(e.buf.Bytes())
	return err
}

// sync asks the kernel to send n back once it has read everything before.
func (e *encoder) sync(w io.Writer, n int) error {
	e.buf.Reset()
	m := message{Data: bundle{mimeComm: comm{Address: addressSync, Value: n}}}
	if err := e.gob.Encode(m); err != nil {
		return fmt.Errorf("notebook: encode a sync: %w", err)
	}
	_, err := w.Write(bytes.Replace(e.buf.Bytes(), []byte(ownName), []byte(wireName), 1))
	return err
}
