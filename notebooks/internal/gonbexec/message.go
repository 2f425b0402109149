package gonbexec

import (
	"encoding/base64"
	"encoding/gob"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// displayMessage is what programs send; gob matches the names of the fields, not of the type.
type displayMessage struct {
	Data      map[string]any
	Metadata  map[string]any
	DisplayID string
}

// What follows are the other types that GoNB's display library puts into Data. Gob finds a type inside an interface by
// its registered name, so they are registered under that library's names. They keep their fields' names for gob.
type (
	commValue struct {
		Address string
		Request bool
		Value   any
	}
	inputRequest struct {
		Prompt   string
		Password bool
	}
	commSubscription struct {
		Address     string
		Unsubscribe bool
	}
)

func init() {
	const library = "github.com/janpfeifer/gonb/gonbui/protocol."
	gob.RegisterName(library+"CommValue", commValue{})
	gob.RegisterName(library+"InputRequest", inputRequest{})
	gob.RegisterName(library+"CommSubscription", commSubscription{})
	for _, v := range []any{map[string]any{}, []any{}, []string{}, []int{}, []float64{}, map[string]int{}, map[string]float64{}, map[string]string{}} {
		gob.Register(v)
	}
}

// Keys of Data that are requests to the kernel, and the addresses of a handshake.
const (
	keyInput     = "gonb/jupyter_input"
	keyComm      = "gonb/comm_value"
	keySubscribe = "gonb/comm_subscribe"

	syncAddress    = "#gonbui/sync"
	syncAckAddress = "#gonbui/sync_ack"
)

// request tells whether a message is a request instead of something to show, and gives the answer to a handshake.
func (m *displayMessage) request() (answer *commValue, is bool, err error) {
	if _, ok := m.Data[keyInput]; ok {
		return nil, true, fmt.Errorf("a program asks the reader for input: %w", ErrUnsupported)
	}
	if _, ok := m.Data[keySubscribe]; ok {
		return nil, true, fmt.Errorf("a program uses widgets: %w", ErrUnsupported)
	}
	v, ok := m.Data[keyComm]
	if !ok {
		return nil, false, nil
	}
	comm, ok := v.(commValue)
	if !ok {
		return nil, true, fmt.Errorf("%w: %s holds a %T", ErrDisplay, keyComm, v)
	}
	if comm.Address != syncAddress {
		return nil, true, fmt.Errorf("a program uses widgets (%s): %w", comm.Address, ErrUnsupported)
	}
	return &commValue{Address: syncAckAddress, Value: comm.Value}, true, nil
}

// mimeBundle turns what a program sends into what a notebook stores, and gives its size in bytes.
func mimeBundle(data map[string]any) (bundle map[string]any, size int, err error) {
	bundle = map[string]any{}
	for _, mime := range slices.Sorted(maps.Keys(data)) {
		v := data[mime]
		if b, ok := v.([]byte); ok {
			v = bytesOf(mime, b)
		}
		s, isText := v.(string)
		switch {
		case isText && !utf8.ValidString(s):
			return nil, 0, fmt.Errorf("%w: %s is not valid UTF-8", ErrDisplay, mime)
		case !isText && !strings.HasSuffix(mime, "json"):
			return nil, 0, fmt.Errorf("%w: %s holds a %T", ErrDisplay, mime, v)
		}
		bundle[mime] = v
		size += len(s)
	}
	return bundle, size, nil
}

// bytesOf gives pictures as base64 and text as it is.
func bytesOf(mime string, b []byte) string {
	if strings.HasPrefix(mime, "text/") || mime == "image/svg+xml" {
		return string(b)
	}
	return base64.StdEncoding.EncodeToString(b)
}
