package ebm

import "fmt"

// autoencoderArchitecture is what a file says of an [Autoencoder] beside its
// parameters.
type autoencoderArchitecture struct {
	Encoder []layerArchitecture `json:"encoder"`
	Decoder []layerArchitecture `json:"decoder"`
}

func describeAutoencoder(a *Autoencoder) (autoencoderArchitecture, error) {
	layers, err := describeStages(a.network())
	if err != nil {
		return autoencoderArchitecture{}, err
	}
	code := len(a.Encoder)
	return autoencoderArchitecture{layers[:code], layers[code:]}, nil
}

func buildAutoencoder(a autoencoderArchitecture, tensors map[string]Matrix) (*Autoencoder, error) {
	code := len(a.Encoder)
	if code == 0 || len(a.Decoder) == 0 {
		return nil, fmt.Errorf("%w: an autoencoder of %d and %d stages", ErrFormat, code, len(a.Decoder))
	}
	stages, err := buildStages(append(a.Encoder[:code:code], a.Decoder...), tensors)
	if err != nil {
		return nil, err
	}
	if in, out := network(stages).numIn(), network(stages).numOut(); in != out {
		return nil, fmt.Errorf("%w: %d inputs come back as %d", ErrFormat, in, out)
	}
	return &Autoencoder{Encoder: stages[:code:code], Decoder: stages[code:]}, nil
}
