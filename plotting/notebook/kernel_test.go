//go:build linux || darwin

package notebook

import (
	"encoding/gob"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestDisplayArrivesBeforeItReturns(t *testing.T) {
	k := startFakeKernel(t)
	m := message{
		Data:      map[string]any{mimePNG: []byte{1, 2, 3}, mimeText: "three"},
		Metadata:  altText("a picture"),
		DisplayID: "x",
	}
	if err := k.link.display(m); err != nil {
		t.Fatal(err)
	}
	got := k.messages()
	if len(got) != 1 {
		t.Fatalf("%d messages had arrived when display returned, want 1", len(got))
	}
	if png, _ := got[0].Data[mimePNG].([]byte); string(png) != "\x01\x02\x03" || got[0].Data[mimeText] != "three" {
		t.Errorf("data %v", got[0].Data)
	}
	if alt, _ := got[0].Metadata[mimePNG].(map[string]any); alt["alt"] != "a picture" || got[0].DisplayID != "x" {
		t.Errorf("metadata %v, id %q", got[0].Metadata, got[0].DisplayID)
	}
}

func TestBurstLosesNothing(t *testing.T) {
	k := startFakeKernel(t)
	big := strings.Repeat("x", 10_000) // several times what a pipe holds, in all
	for i := range 300 {
		if err := k.link.display(message{Data: map[string]any{mimeText: fmt.Sprint(i, big)}}); err != nil {
			t.Fatal(err)
		}
	}
	got := k.messages()
	if len(got) != 300 {
		t.Fatalf("%d of 300 messages arrived", len(got))
	}
	for i, m := range got {
		if want := fmt.Sprint(i, big); m.Data[mimeText] != want {
			t.Fatalf("message %d begins with %.10q", i, m.Data[mimeText])
		}
	}
}

func TestConcurrentDisplays(t *testing.T) {
	k := startFakeKernel(t)
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			for range 20 {
				pair := message{Data: map[string]any{mimeText: fmt.Sprint(i)}}
				if err := k.link.display(pair, pair); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	got := k.messages()
	if len(got) != 8*20*2 {
		t.Fatalf("%d of 320 messages arrived", len(got))
	}
	for i := 0; i < len(got); i += 2 {
		if got[i].Data[mimeText] != got[i+1].Data[mimeText] {
			t.Fatalf("the two messages of one display are apart at %d", i)
		}
	}
}

// within fails the test if f takes longer than a second, which leaves a busy machine room beside the 50 ms that the
// tests below give the kernel.
func within(t *testing.T, f func() error) error {
	t.Helper()
	done := make(chan error, 1)
	go func() { done <- f() }()
	select {
	case err := <-done:
		return err
	case <-time.After(time.Second):
		t.Fatal("hangs")
		return nil
	}
}

func TestNoAnswerIsAnError(t *testing.T) {
	k := startFakeKernel(t)
	k.mute = true
	k.link.patience = 50 * time.Millisecond
	show := func() error { return k.link.display(message{Data: map[string]any{mimeText: "x"}}) }
	if err := within(t, show); !errors.Is(err, ErrKernel) {
		t.Fatalf("error %v, want ErrKernel", err)
	}
	start := time.Now()
	if err := within(t, show); !errors.Is(err, ErrKernel) {
		t.Fatalf("second error %v, want ErrKernel", err)
	}
	if d := time.Since(start); d > k.link.patience {
		t.Errorf("a link known to be broken waited %v", d)
	}
}

func TestNobodyOpensThePipe(t *testing.T) {
	to, back := pipePair(t)
	l := newLink(to, back)
	l.patience = 50 * time.Millisecond
	if err := within(t, func() error { return l.display(message{}) }); !errors.Is(err, ErrKernel) {
		t.Errorf("error %v, want ErrKernel", err)
	}
}

func TestMissingPipe(t *testing.T) {
	l := newLink(t.TempDir()+"/none", t.TempDir()+"/none")
	if err := within(t, func() error { return l.display(message{}) }); !errors.Is(err, ErrKernel) || !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error %v, want ErrKernel and ErrNotExist", err)
	}
}

// TestKernelGoesAway has a kernel that reads one message, confirms it and closes both pipes.
func TestKernelGoesAway(t *testing.T) {
	to, back := pipePair(t)
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		in, _ := os.Open(to)
		out, _ := os.OpenFile(back, os.O_WRONLY, 0)
		dec := gob.NewDecoder(in)
		for range 2 {
			var m protocolMessage
			_ = dec.Decode(&m)
		}
		_ = gob.NewEncoder(out).Encode(protocolComm{Address: addressAck, Value: 1})
		_, _ = in.Close(), out.Close()
	}()
	l := newLink(to, back)
	if err := l.display(message{}); err != nil {
		t.Fatal(err)
	}
	<-gone
	if err := within(t, func() error { return l.display(message{}) }); !errors.Is(err, ErrKernel) {
		t.Errorf("error %v, want ErrKernel", err)
	}
}

func TestOtherLibraryIsRefused(t *testing.T) {
	for _, ourFirst := range []bool{false, true} {
		k := startFakeKernel(t)
		if ourFirst {
			if err := k.link.display(message{}); err != nil {
				t.Fatal(err)
			}
		}
		other, err := os.OpenFile(k.link.to, os.O_WRONLY, 0)
		if err != nil {
			t.Fatal(err)
		}
		defer other.Close()
		err = within(t, func() error { return k.link.display(message{}) })
		if !errors.Is(err, ErrOtherLibrary) {
			t.Errorf("we display first: %t: error %v, want ErrOtherLibrary", ourFirst, err)
		}
	}
}
