package ebm

import "fmt"

// upDownArchitecture is what a file says of an [UpDown] beside its parameters.
type upDownArchitecture struct {
	Recognition []layerArchitecture `json:"recognition"`
	Generative  []layerArchitecture `json:"generative"`
	Top         rbmArchitecture     `json:"top"`
	Classes     int                 `json:"classes"`
}

func describeUpDown(u *UpDown) (a upDownArchitecture, err error) {
	u.mustHold()
	if a.Recognition, err = describeStages(u.Recognition); err != nil {
		return a, fmt.Errorf("recognition %w", err)
	}
	if a.Generative, err = describeStages(u.Generative); err != nil {
		return a, fmt.Errorf("generative %w", err)
	}
	if a.Top, err = describeRBM(u.Top); err != nil {
		return a, fmt.Errorf("top RBM: %w", err)
	}
	a.Classes = u.Classes
	return a, nil
}

// buildUpDown takes the weights as they are: they were read, so what fits them is
// no larger than the file.
func buildUpDown(a upDownArchitecture, tensors map[string]Matrix) (u *UpDown, err error) {
	if a.Classes < 0 {
		return nil, fmt.Errorf("%w: %d classes", ErrFormat, a.Classes)
	}
	u = &UpDown{Classes: a.Classes}
	if u.Recognition, err = buildHalf(a.Recognition, "recognition", tensors); err != nil {
		return nil, err
	}
	if u.Generative, err = buildHalf(a.Generative, "generative", tensors); err != nil {
		return nil, err
	}
	if u.Top, err = buildRBM(a.Top, map[string]Matrix{"weights": tensors["top.weights"]}); err != nil {
		return nil, fmt.Errorf("top RBM: %w", err)
	}
	if !u.fits() {
		return nil, fmt.Errorf("%w: the parts do not fit each other", ErrFormat)
	}
	return u, nil
}

// buildHalf makes the stages of one direction.
func buildHalf(layers []layerArchitecture, name string, tensors map[string]Matrix) ([]Stage, error) {
	var stages []Stage
	for l, a := range layers {
		key := fmt.Sprintf("%s%d.weights", name, l)
		w := tensors[key]
		if len(w.Data) == 0 {
			return nil, fmt.Errorf("%w: there are no %s", ErrFormat, key)
		}
		layer, err := buildLayer(a, w.Cols)
		if err != nil {
			return nil, fmt.Errorf("%s%d: %w", name, l, err)
		}
		stages = append(stages, Stage{w, layer})
	}
	return stages, nil
}
