package ebm_test

import (
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
	"github.com/gonb-ebm/gonb-ebm/ebm/ebmtest"
)

func TestTemperingIsContrast(t *testing.T) {
	eachTempered(t, func(t *testing.T, m *ebm.RBM) {
		for _, k := range []int{1, 2} {
			for _, chains := range []int{1, 12, 17} {
				ebmtest.TestObjective(t, func() ebm.Objective {
					o := ebm.NewTempering(m, ladder, chains, ebm.NewRand(1))
					o.K = k
					return o
				}, batch(m, 12))
			}
		}
	})
}
