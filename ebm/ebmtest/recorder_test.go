package ebmtest_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
)

// recorder is a testing.TB that remembers failures.
type recorder struct {
	testing.TB
	messages []string
}

func (r *recorder) Helper() {}

func (r *recorder) Errorf(format string, args ...any) {
	r.messages = append(r.messages, fmt.Sprintf(format, args...))
}

func (r *recorder) Fatalf(format string, args ...any) {
	r.Errorf(format, args...)
	runtime.Goexit()
}

// failures runs a suite and returns what it reported.
func failures(suite func(t testing.TB)) []string {
	r, done := &recorder{}, make(chan bool)
	go func() {
		defer close(done)
		defer func() {
			if p := recover(); p != nil {
				r.messages = append(r.messages, fmt.Sprintf("the suite panics: %v", p))
			}
		}()
		suite(r)
	}()
	<-done
	return r.messages
}

// mutant is something wrong, and a part of the message that must say so.
type mutant struct {
	name  string
	suite func(t testing.TB)
	want  string
}

// testMutants wants each of them to be caught, for its own reason.
func testMutants(t *testing.T, mutants []mutant) {
	t.Helper()
	for _, m := range mutants {
		t.Run(m.name, func(t *testing.T) {
			got := failures(m.suite)
			for _, message := range got {
				if strings.Contains(message, m.want) {
					return
				}
			}
			t.Errorf("want a failure with %q, got %d: %q", m.want, len(got), got)
		})
	}
}
