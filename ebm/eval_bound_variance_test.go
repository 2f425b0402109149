package ebm_test

import (
	"math"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
	"github.com/gonb-ebm/gonb-ebm/ebm/dataset"
)

// TestDBNBoundVariance: on a trained stack the logarithm of a weight, p(v,h)/q(h|v),
// varies less than log p(v,h), whose mean plus the exact entropy of q is the same
// bound: what q(h|v) makes likely, p(v,h) does, too. By enumeration.
func TestDBNBoundVariance(t *testing.T) {
	for _, sizes := range [][]int{{9, 8, 6}, {9, 10, 10}} {
		data, rng := dataset.BarsAndStripes(3), ebm.NewRand(1)
		d := ebm.NewDBN(sizes, rng)
		s := ebm.Settings{Epochs: 2000, LearningRate: 0.1, Momentum: 0.5}
		if _, err := d.Pretrain(t.Context(), data, ebm.PlanOf(s, s), rng); err != nil {
			t.Fatal(err)
		}
		var weight, joint float64 // variances, mean over rows
		for r := range data.Rows {
			var mean, square, meanJoint, squareJoint float64
			for _, a := range boundPaths(d, 0, data.Slice(r, r+1)) {
				j := a.logw + math.Log(a.q)
				mean += a.q * a.logw
				square += a.q * a.logw * a.logw
				meanJoint += a.q * j
				squareJoint += a.q * j * j
			}
			weight += (square - mean*mean) / float64(data.Rows)
			joint += (squareJoint - meanJoint*meanJoint) / float64(data.Rows)
		}
		t.Logf("%v: deviation of log w %.3f, of log p(v,h) %.3f", d, math.Sqrt(weight), math.Sqrt(joint))
		if !(math.Sqrt(joint) > 2*math.Sqrt(weight)) {
			t.Errorf("%v: deviation of log w %.3f, of log p(v,h) %.3f", d, math.Sqrt(weight), math.Sqrt(joint))
		}
	}
}
