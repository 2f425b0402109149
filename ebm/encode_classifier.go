package ebm

import "fmt"

// classifierArchitecture is what a file says of a [Classifier] beside its
// parameters.
type classifierArchitecture struct {
	Visible   *layerArchitecture  `json:"visible,omitempty"`
	Layers    []layerArchitecture `json:"layers"`
	Untrained []int               `json:"untrained,omitempty"`
}

func describeClassifier(c *Classifier) (a classifierArchitecture, err error) {
	c.mustHold()
	if c.visible != nil {
		v, err := describeLayer(c.visible)
		if err != nil {
			return a, fmt.Errorf("visible layer: %w", err)
		}
		a.Visible = &v
	}
	a.Layers, err = describeStages(c.Stages)
	a.Untrained = c.untrained
	return a, err
}

func buildClassifier(a classifierArchitecture, tensors map[string]Matrix) (*Classifier, error) {
	stages, err := buildStages(a.Layers, tensors)
	if err != nil {
		return nil, err
	}
	c := &Classifier{Stages: stages, untrained: a.Untrained}
	if l, ok := c.softmax().(*Potts); !ok || !oneGroup(l) || l.Len() < 2 {
		return nil, fmt.Errorf("%w: the last stage is no softmax layer", ErrFormat)
	}
	for i, l := range a.Untrained {
		if l < 0 || l >= len(stages)-1 || i > 0 && l <= a.Untrained[i-1] {
			return nil, fmt.Errorf("%w: the levels that were never trained are %d", ErrFormat, a.Untrained)
		}
	}
	if a.Visible != nil {
		if c.visible, err = buildLayer(*a.Visible, c.NumVisible()); err != nil {
			return nil, fmt.Errorf("visible layer: %w", err)
		}
	}
	return c, nil
}
