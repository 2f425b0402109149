package ebm

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// NewBernoulliMixture returns a mixture to begin Fit from: equal weights, and
// means half way between those of data and a row of data, another one for each
// component, drawn from rng.
//
// Errors: [ErrSettings] if there are fewer than 1 component, or fewer rows than
// components; [ErrValue] (a *[ValueError]) for values outside of [0, 1]. It
// panics if data or rng is nil.
func NewBernoulliMixture(components int, data Source, rng *rand.Rand) (*BernoulliMixture, error) {
	if data == nil {
		panic(nilData)
	}
	mustRand(rng)
	n, cols := data.Dims()
	if components < 1 || components > n || cols < 1 {
		return nil, fmt.Errorf("ebm: a mixture of %d components from data of %d rows and %d columns, want 1 component to one per row: %w", components, n, cols, ErrSettings)
	}
	base := NewBernoulli(cols)
	if err := base.Init(data); err != nil {
		return nil, err
	}
	rows := rng.Perm(n)[:components]
	slices.Sort(rows)
	m := &BernoulliMixture{LogWeights: make([]float32, components), Logits: NewMatrix(components, cols)}
	data.Gather(m.Logits, rows, rng)
	for k := range components {
		row := m.Logits.Row(k)
		for i, x := range row {
			mu := 1 / (1 + math.Exp(-float64(base.Bias[i])))
			if components > 1 {
				mu = (mu + float64(x)) / 2
			}
			row[i] = float32(math.Log(mu / (1 - mu)))
		}
	}
	return m, nil
}
