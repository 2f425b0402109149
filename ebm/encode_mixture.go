package ebm

import "fmt"

// mixtureArchitecture is what a file says of a [BernoulliMixture] beside its
// parameters.
type mixtureArchitecture struct {
	Components int `json:"components"`
	Visible    int `json:"visible"`
}

func describeMixture(m *BernoulliMixture) (mixtureArchitecture, error) {
	if m.Components() != len(m.LogWeights) {
		panic(badShape)
	}
	return mixtureArchitecture{m.Components(), m.NumVisible()}, nil
}

// buildMixture takes the logits as they are: they were read, so they are no
// larger than the file.
func buildMixture(a mixtureArchitecture, tensors map[string]Matrix) (*BernoulliMixture, error) {
	m := &BernoulliMixture{Logits: tensors["logits"]}
	if m.Components() != a.Components || m.NumVisible() != a.Visible || len(m.Logits.Data) == 0 {
		return nil, fmt.Errorf("%w: the architecture has %d components of %d units, the logits are %d×%d",
			ErrFormat, a.Components, a.Visible, m.Components(), m.NumVisible())
	}
	m.LogWeights = make([]float32, a.Components)
	return m, nil
}
