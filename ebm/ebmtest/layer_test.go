package ebmtest

import (
	"github.com/gonb-ebm/gonb-ebm/ebm"
	"testing"
)

func TestBernoulliLayer(t *testing.T) {
	for _, n := range []int{1, 6} {
		l := ebm.NewBernoulli(n)
		fillNormal(l.Params()[0].Value, 1, ebm.NewRand(1))
		TestLayer(t, l)
	}
}
