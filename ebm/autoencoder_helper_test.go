package ebm_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// codeError is the squared error of a PCA or an autoencoder on x.
func codeError(t testing.TB, m interface {
	SquaredError(data ebm.Source) (ebm.Metric, error)
}, x ebm.Source) ebm.Metric {
	t.Helper()
	e, err := m.SquaredError(x)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// wantError checks what err wraps and that it says each of texts.
func wantError(t *testing.T, err, wrapped error, texts ...string) {
	t.Helper()
	if !errors.Is(err, wrapped) {
		t.Errorf("error %v, want one that wraps %q", err, wrapped)
		return
	}
	for _, text := range texts {
		if !strings.Contains(err.Error(), text) {
			t.Errorf("error %q does not say %q", err, text)
		}
	}
}

// wantCodePanic checks the text with which f panics.
func wantCodePanic(t *testing.T, want string, f func()) {
	t.Helper()
	if got := panicText(f); got != want {
		t.Errorf("panic %q, want %q", got, want)
	}
}
