package ebm

import (
	"context"
	"fmt"
	"math/rand/v2"
)

// Checks of [Diagnose]. Where no source is named, the limit is ours, and the
// check's finding says what it is.
const (
	// CheckParameters: parameters that are NaN or infinite.
	CheckParameters = "parameters"
	// CheckUnits: a visible layer that does not suit the values of the data.
	CheckUnits = "unit type"
	// CheckConvention: data that are grey, neither 0 nor 1.
	CheckConvention = "data convention"
	// CheckVisibleBias: a visible layer that still prefers nothing where the data
	// do: Hinton (2010), section 8.1.
	CheckVisibleBias = "visible bias"
	// CheckDead: hidden units that never are on, or do not depend on the data.
	CheckDead = "dead hidden units"
	// CheckSaturated: hidden units that always are on.
	CheckSaturated = "saturated hidden units"
	// CheckReconstruction: reconstructions that are worse than the mean of the data.
	CheckReconstruction = "reconstruction"
	// CheckMixing: chains that do not mix, by R̂ of their free energies and of a
	// random projection of their units.
	CheckMixing = "mixing"
	// CheckSamples: samples whose free energy is far from that of the data.
	CheckSamples = "samples"
	// CheckBound: a likelihood that is better than the entropy of the data allows.
	CheckBound = "entropy bound"
	// CheckUpdate: updates far from 10⁻³ of the weights: Hinton (2010), section 7.
	CheckUpdate = "update ratio"
	// CheckGap: a free-energy gap that grows: Hinton (2010), section 6.
	CheckGap = "free-energy gap"
	// CheckRateHigh: training that diverges or oscillates.
	CheckRateHigh = "learning rate too high"
	// CheckRateLow: training that changes nothing.
	CheckRateLow = "learning rate too low"
)

// DoctorSettings of [Diagnose].
type DoctorSettings struct {
	History       [][]Metric // of the training: [Result].History; nil: nothing is said of it
	LogLikelihood Metric     // mean log p(v) over all rows of the data, with the uncertainty of log Z as Err; without a Name: its check is left out
	Kernel        Kernel     // moves the chains; nil: [Gibbs]
	Chains        int        // half of them start at data, half at independent units; at least 4; 0: 20
	Steps         int        // of each chain, and a quarter more before them; at least 100; 0: 1000
	Recorder      Recorder   // sees the steps of the chains; nil: none
}

const (
	doctorChains = 20
	doctorSteps  = 1000
)

func (s DoctorSettings) withDefaults() DoctorSettings {
	if s.Chains == 0 {
		s.Chains = doctorChains
	}
	if s.Steps == 0 {
		s.Steps = doctorSteps
	}
	return s
}

func (s DoctorSettings) check() error {
	switch {
	case s.Chains < 4:
		return fmt.Errorf("ebm: Chains is %d, want at least 4, or 0 for the default: %w", s.Chains, ErrSettings)
	case s.Steps < 100:
		return fmt.Errorf("ebm: Steps is %d, want at least 100, or 0 for the default: %w", s.Steps, ErrSettings)
	case !finite(s.LogLikelihood.Value) || !(s.LogLikelihood.Err >= 0) || !finite(s.LogLikelihood.Err):
		return fmt.Errorf("ebm: LogLikelihood is %g ± %g: %w", s.LogLikelihood.Value, s.LogLikelihood.Err, ErrSettings)
	}
	return checkHistory(s.History)
}

// Diagnose looks for what commonly is wrong with an RBM, the data it was trained
// on and the history of the training, and answers in words, with the number that
// led to them and the remedy. The checks, of which many are advice of Hinton
// (2010), "A practical guide to training restricted Boltzmann machines", are
// independent of each other and named by the constants Check…; one that does not
// apply, because the layers lack the ability or the history the metric, is left
// out, as are those that need valid parameters or data if these are not. It
// looks at up to 1000 rows, spread evenly over data, and runs a few chains; whether the units can take
// the data, and the entropy bound, are matters of all rows. The model is not
// changed.
//
// Errors: [ErrSettings] for bad settings or data of the wrong size, ctx.Err() when
// ctx is done, and what the Recorder returned; the Findings up to there are valid.
// Diagnose panics if ctx, m, data or rng is nil.
func Diagnose(ctx context.Context, m *RBM, data Source, s DoctorSettings, rng *rand.Rand) (Findings, error) {
	switch {
	case ctx == nil:
		panic(nilContext)
	case m == nil:
		panic(nilModel)
	case data == nil:
		panic(nilData)
	}
	mustRand(rng)
	m.mustHold()
	s = s.withDefaults()
	if err := s.check(); err != nil {
		return nil, err
	}
	n, cols := data.Dims()
	if n == 0 {
		return nil, fmt.Errorf("ebm: no rows to look at: %w", ErrSettings)
	}
	if err := checkWidths(m.NumVisible(), cols, nil); err != nil {
		return nil, err
	}
	p := &patient{model: m, data: data, settings: s}
	err := p.examine(ctx, rng)
	return append(p.findings, examineHistory(s.History)...), err
}

// DiagnoseHistory is the part of [Diagnose] that needs nothing but the history
// of a training. It returns an error that wraps [ErrSettings] if a metric is not
// finite.
func DiagnoseHistory(history [][]Metric) (Findings, error) {
	if err := checkHistory(history); err != nil {
		return nil, err
	}
	return examineHistory(history), nil
}

// patient is what the checks look at.
type patient struct {
	model    *RBM
	data     Source
	settings DoctorSettings
	rows     Matrix // of data, spread evenly
	findings Findings
}

func (p *patient) add(f Finding, applies bool) {
	if applies {
		p.findings = append(p.findings, f)
	}
}

func (p *patient) examine(ctx context.Context, rng *rand.Rand) error {
	parameters := checkParameters(p.model)
	p.add(parameters, true)
	units := checkUnits(p.model.Visible, p.data)
	p.rows = spread(p.data, rng)
	if units.Level == LevelOK {
		units = checkUnitsSuit(p.model.Visible, p.rows)
		p.add(units, true)
		p.add(checkConvention(p.model.Visible, p.rows))
	} else {
		p.add(units, true)
	}
	if units.Level == LevelSerious {
		return nil
	}
	p.add(checkBound(p.model.Visible, p.data, p.settings.LogLikelihood))
	if parameters.Level != LevelOK {
		return nil
	}
	p.add(checkVisibleBias(p.model.Visible, p.rows))
	p.add(checkReconstruction(p.model, p.rows))
	hidden := hiddenRanges(p.model, p.rows)
	p.add(checkDead(hidden))
	p.add(checkSaturated(hidden))
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("ebm: diagnosis stopped before the chains: %w", err)
	}
	return p.examineChains(ctx, rng)
}

// checkParameters looks for a parameter that is NaN or infinite.
func checkParameters(m *RBM) Finding {
	bad, first := 0, ""
	params := m.Params()
	for _, p := range params {
		for i := range p.Value.Rows {
			for j, x := range p.Value.Row(i) {
				if !finite(float64(x)) {
					if bad == 0 {
						first = fmt.Sprintf("%s[%d,%d] is %g", p.Name, i, j, x)
					}
					bad++
				}
			}
		}
	}
	if bad == 0 {
		return finding(CheckParameters, LevelOK, 0, 0, "", "all parameters are finite")
	}
	return finding(CheckParameters, LevelSerious, float64(bad), 0,
		"train anew, or load an earlier checkpoint; a smaller learning rate may help",
		"%d parameters are NaN or infinite, the first: %s", bad, first)
}
