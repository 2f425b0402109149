package ebm

import "testing"

// codeTensors are those of stages of these sizes.
func codeTensors(sizes ...int) map[string]Matrix {
	var n network
	for i := range len(sizes) - 1 {
		n = append(n, Stage{Weights: NewMatrix(sizes[i], sizes[i+1]), Layer: NewBernoulli(sizes[i+1])})
	}
	tensors := map[string]Matrix{}
	for _, p := range n.params() {
		tensors[p.Name] = p.Value
	}
	return tensors
}

// codeLayers are architectures of layers of these lengths.
func codeLayers(name string, lengths ...int) (all []layerArchitecture) {
	for _, n := range lengths {
		all = append(all, layerArchitecture{Type: name, N: n})
	}
	return all
}

func TestBuildAutoencoderRefuses(t *testing.T) {
	good := autoencoderArchitecture{Encoder: codeLayers("bernoulli", 3, 2), Decoder: codeLayers("bernoulli", 3, 5)}
	if _, err := buildAutoencoder(good, codeTensors(5, 3, 2, 3, 5)); err != nil {
		t.Fatal(err)
	}
	for text, c := range map[string]struct {
		a       autoencoderArchitecture
		tensors map[string]Matrix
	}{
		"0 and 2 stages":         {autoencoderArchitecture{Decoder: good.Decoder}, codeTensors(5, 3, 2, 3, 5)},
		"2 and 0 stages":         {autoencoderArchitecture{Encoder: good.Encoder}, codeTensors(5, 3, 2)},
		"5 inputs come back":     {autoencoderArchitecture{Encoder: good.Encoder, Decoder: codeLayers("bernoulli", 3, 4)}, codeTensors(5, 3, 2, 3, 4)},
		"stage 3 has no weights": {good, codeTensors(5, 3, 2, 3)},
		"stage 1":                {autoencoderArchitecture{Encoder: codeLayers("bernoulli", 3, 1<<40), Decoder: good.Decoder}, codeTensors(5, 3, 2, 3, 5)},
		`"odd"`:                  {autoencoderArchitecture{Encoder: codeLayers("odd", 3, 2), Decoder: good.Decoder}, codeTensors(5, 3, 2, 3, 5)},
	} {
		_, err := buildAutoencoder(c.a, c.tensors)
		wantError(t, err, ErrFormat, text)
	}
}

func TestBuildRegressorRefuses(t *testing.T) {
	layers := append(codeLayers("bernoulli", 3), codeLayers("gaussian", 2)...)
	visible := codeLayers("bernoulli", 5)[0]
	good := regressorArchitecture{Visible: &visible, Layers: layers}
	if _, err := buildRegressor(good, codeTensors(5, 3, 2)); err != nil {
		t.Fatal(err)
	}
	narrow := codeLayers("bernoulli", 4)[0]
	for text, c := range map[string]struct {
		a       regressorArchitecture
		tensors map[string]Matrix
	}{
		"no linear layer": {regressorArchitecture{Layers: codeLayers("bernoulli", 3, 2)}, codeTensors(5, 3, 2)},
		"no stages":       {regressorArchitecture{}, codeTensors(5, 3, 2)},
		"visible layer":   {regressorArchitecture{Visible: &narrow, Layers: layers}, codeTensors(5, 3, 2)},
		"stage 1":         {good, codeTensors(5, 3)},
	} {
		_, err := buildRegressor(c.a, c.tensors)
		wantError(t, err, ErrFormat, text)
	}
}
