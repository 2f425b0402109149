package ebm_test

import (
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
	"github.com/gonb-ebm/gonb-ebm/ebm/dataset"
)

// Principal components of grey MNIST: what codes of 30 numbers have to beat. The
// optimum is unique, so the bands are half a unit of the last published digit.
var _ = reference(referenceRow{
	name:   "pca/30",
	source: "numpy, float64: train 14.207, test 13.866; Hinton and Salakhutdinov (2006), \"Reducing the dimensionality of data with neural networks\", Science 313: test 13.87 (quoted, not checked)",
	run: func(t *testing.T) {
		training, test := mnist(t, func(s *dataset.Set) *dataset.Set { return s })
		var p *ebm.PCA
		timed(t, "components", func() {
			var err error
			if p, err = ebm.NewPCA(training, 30); err != nil {
				t.Fatal(err)
			}
		})
		t.Log(p)
		within(t, "training squared error", codeError(t, p, training).Value, 14.2065, 14.2075)
		within(t, "test squared error", codeError(t, p, test).Value, 13.8655, 13.8665)
	},
})
