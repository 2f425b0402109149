package ebmtest_test

import (
	"errors"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
	"github.com/gonb-ebm/gonb-ebm/ebm/ebmtest"
)

// wrongInit replaces Init.
type wrongInit struct {
	*ebm.Bernoulli
	init func(data ebm.Source) error
}

func (w wrongInit) Init(data ebm.Source) error { return w.init(data) }

func TestWrongInit(t *testing.T) {
	layer := func(f func(l *ebm.Bernoulli, data ebm.Source) error) func(t testing.TB) {
		return func(t testing.TB) {
			l := binary(2)
			ebmtest.TestLayer(t, wrongInit{l, func(data ebm.Source) error { return f(l, data) }})
		}
	}
	testMutants(t, []mutant{
		{"other biases", layer(func(l *ebm.Bernoulli, data ebm.Source) error {
			err := l.Init(data)
			l.Bias[1] += 0.03
			return err
		}), "after Init"},
		{"added to what was there", layer(func(l *ebm.Bernoulli, data ebm.Source) error {
			old := l.Bias[0]
			err := l.Init(data)
			l.Bias[0] += old
			return err
		}), "after Init"},
		{"an error for good data", layer(func(*ebm.Bernoulli, ebm.Source) error { return ebm.ErrSettings }), "Init: "},
		{"empty data accepted", layer(func(l *ebm.Bernoulli, data ebm.Source) error {
			if rows, _ := data.Dims(); rows == 0 {
				return nil
			}
			return l.Init(data)
		}), "empty data"},
		{"changed by bad data", layer(func(l *ebm.Bernoulli, data ebm.Source) error {
			err := l.Init(data)
			if err != nil {
				l.Bias[0] = 0
			}
			return err
		}), "although it returns an error"},
		{"row within the block", layer(func(l *ebm.Bernoulli, data ebm.Source) error {
			err := l.Init(data)
			if v := new(ebm.ValueError); errors.As(err, &v) {
				v.Row %= 512
				return v
			}
			return err
		}), "Init of data with NaN"},
	})
}
