package ebm_test

import (
	"math"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gonum.org/v1/gonum/mat"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// curves is rows x of four numbers from 0 to 1 and what two bent functions of
// them are, of mean 3 or so, with noise.
func curves(rows int, seed uint64) (x, y ebm.Matrix) {
	rng := ebm.NewRand(seed)
	x, y = unitCloud(rows, 4, seed), ebm.NewMatrix(rows, 2)
	for i := range rows {
		v := wider(x.Row(i))
		y.Row(i)[0] = float32(3 + math.Sin(4*v[0])*v[1] + 0.05*rng.NormFloat64())
		y.Row(i)[1] = float32(2 - v[2]*v[3] + 0.05*rng.NormFloat64())
	}
	return x, y
}

func mustRegress(t *testing.T, r *ebm.Regressor, x, y ebm.Source, s ebm.FineTuneSettings) ebm.Result {
	t.Helper()
	result, err := r.FineTune(t.Context(), x, y, s, ebm.NewRand(2))
	if err != nil {
		t.Fatal(err)
	}
	return result
}

func squaredError(t *testing.T, r *ebm.Regressor, x, y ebm.Source) ebm.Metric {
	t.Helper()
	e, err := r.SquaredError(x, y)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// With the stack frozen the linear layer alone learns: its optimum is that of
// least squares on the hidden units.
func TestRegressorIsLeastSquares(t *testing.T) {
	x, y := curves(80, 1)
	d := codeStack(3, binaryUnits(4), binaryUnits(3))
	r := ebm.NewRegressor(d, 2)
	s := codeSettings(6000, 0.02)
	s.BatchSize, s.Optimizer, s.RateDecay, s.Frozen = 80, ebm.Adam{}, ebm.ToZero, 1
	mustRegress(t, r, x, y, s)
	if diff := cmp.Diff(paramValues(d.RBMs[0].Params())["weights"], paramValues(r.Params())["stage0.weights"]); diff != "" {
		t.Error("the frozen stage moved:", diff)
	}

	h := ebm.NewMatrix(80, 3)
	d.RBMs[0].HiddenMean(h, x)
	design := mat.NewDense(80, 4, nil)
	for i := range 80 {
		design.SetRow(i, append(wider(h.Row(i)), 1))
	}
	var coefficients, fitted, left mat.Dense
	if err := coefficients.Solve(design, y); err != nil {
		t.Fatal(err)
	}
	fitted.Mul(design, &coefficients)
	left.Sub(y, &fitted)
	best := math.Pow(mat.Norm(&left, 2), 2) / 80
	got := squaredError(t, r, x, y).Value
	// Nothing linear is below; above by a thousandth of the error that is left.
	if got < best*(1-1e-5) || got > best*(1+1e-3) {
		t.Errorf("squared error %v, that of least squares is %v", got, best)
	}
}

func TestRegressorStepsLikeTheOracle(t *testing.T) {
	x, y := curves(30, 1)
	r := ebm.NewRegressor(codeStack(1, binaryUnits(4), binaryUnits(6), binaryUnits(5)), 2)
	o := oracleOf(t, r.Stages...)
	last := len(r.Stages) - 1
	for j := range 2 { // where fine-tuning begins
		o.bias[last][j] = 0
		for i := range 30 {
			o.bias[last][j] += float64(y.Row(i)[j]) / 30
		}
	}
	velocity := o.zero()
	s := codeSettings(3, 0.1)
	s.BatchSize, s.Momentum, s.WeightDecay = 30, 0.5, 0.01
	result := mustRegress(t, r, x, y, s)
	for range 3 {
		o.momentumStep(velocity, x, y, 0.1, 0.5, 0.01)
	}
	comparedParams(t, r.Params(), o, 2e-6)
	if loss, _ := result.Last(ebm.MetricLoss); math.Abs(loss.Value-o.loss(x, y)) > 1e-5 {
		t.Errorf("loss %v, want %v", loss.Value, o.loss(x, y))
	}
}

func TestRegressorLearnsCurves(t *testing.T) {
	x, y := curves(400, 1)
	xHeld, yHeld := curves(1100, 2)
	r := ebm.NewRegressor(codeStack(1, binaryUnits(4), binaryUnits(30)), 2)
	mean, err := r.R2(xHeld, yHeld)
	if err != nil || mean > -10 { // predictions are 0, targets 3 and 2
		t.Errorf("R² of no network %v, %v", mean, err)
	}
	s := codeSettings(150, 0.03)
	s.BatchSize, s.Optimizer, s.RateDecay = 20, ebm.Adam{}, ebm.ToZero
	s.HeldOut, s.HeldOutTargets = xHeld, yHeld
	var seen any
	s.Recorder = ebm.RecorderFunc(func(p *ebm.Progress) error { seen = p.Model; return nil })
	result := mustRegress(t, r, x, y, s)
	if seen != any(r) {
		t.Errorf("the recorder saw a %T", seen)
	}
	e := squaredError(t, r, xHeld, yHeld)
	if m, ok := result.Last(ebm.MetricHeldOutSquaredError); !ok || math.Abs(m.Value-e.Value) > 1e-9 || math.Abs(m.Err-e.Err) > 1e-9 {
		t.Errorf("held-out metric %+v, want %+v", m, e)
	}

	r2, err := r.R2(xHeld, yHeld)
	if err != nil {
		t.Fatal(err)
	}
	// By hand, from predictions.
	p := ebm.NewMatrix(1100, 2)
	r.Predict(p, xHeld)
	var left, all float64
	for j := range 2 {
		var m float64
		for i := range 1100 {
			m += float64(yHeld.Row(i)[j]) / 1100
		}
		for i := range 1100 {
			left += math.Pow(float64(yHeld.Row(i)[j]-p.Row(i)[j]), 2)
			all += math.Pow(float64(yHeld.Row(i)[j])-m, 2)
		}
	}
	if math.Abs(r2-(1-left/all)) > 1e-6 || math.Abs(e.Value-left/1100) > 1e-6*e.Value {
		t.Errorf("R² %v and error %v, want %v and %v", r2, e.Value, 1-left/all, left/1100)
	}
	// The noise is 2·0.05² = 0.005 of a variance of about 0.15.
	if r2 < 0.9 {
		t.Errorf("R² %v on held-out rows", r2)
	}
}

func TestRegressorSaveLoadResume(t *testing.T) {
	x, y := curves(50, 1)
	dir := t.TempDir()
	run := func(epochs int, path string) *ebm.Regressor {
		r := ebm.NewRegressor(codeStack(1, binaryUnits(4), binaryUnits(6)), 2)
		s := codeSettings(epochs, 0.05)
		s.BatchSize, s.Dropout, s.Momentum, s.SoftmaxFirst, s.Checkpoint = 20, 0.1, 0.5, 1, path
		mustRegress(t, r, x, y, s)
		return r
	}
	whole, file := run(4, ""), filepath.Join(dir, "checkpoint")
	run(2, file)
	if diff := cmp.Diff(paramValues(whole.Params()), paramValues(run(4, file).Params())); diff != "" {
		t.Error("resumed, another result:", diff)
	}

	path := filepath.Join(dir, "regressor.safetensors")
	if err := ebm.Save(path, whole); err != nil {
		t.Fatal(err)
	}
	loaded, err := ebm.Load[*ebm.Regressor](path)
	if err != nil {
		t.Fatal(err)
	}
	want, got := ebm.NewMatrix(50, 2), ebm.NewMatrix(50, 2)
	whole.Predict(want, x)
	loaded.Predict(got, x)
	if diff := cmp.Diff(want.Data, got.Data); diff != "" {
		t.Error("loaded, other predictions:", diff)
	}
	if loaded.String() != "Regressor 4-6-2" || loaded.NumVisible() != 4 || loaded.NumOutputs() != 2 {
		t.Errorf("%v", loaded)
	}
	loud := ebm.NewMatrix(1, 4)
	loud.Row(0)[1] = 2
	if err := loaded.Check(loud); err == nil {
		t.Error("a loaded regressor takes everything")
	}
	_, err = ebm.Load[*ebm.Classifier](path)
	wantError(t, err, ebm.ErrKind, `"regressor"`)
}

func TestRegressorBadInput(t *testing.T) {
	x, y := curves(50, 1)
	r := ebm.NewRegressor(ebm.NewDBN([]int{4, 3}, ebm.NewRand(1)), 2)
	before := paramValues(r.Params())
	tune := func(data, targets ebm.Source, change func(*ebm.FineTuneSettings)) error {
		s := codeSettings(1, 0.1)
		change(&s)
		_, err := r.FineTune(t.Context(), data, targets, s, ebm.NewRand(1))
		return err
	}
	same := func(*ebm.FineTuneSettings) {}
	broken := ebm.NewMatrix(50, 2)
	broken.Row(41)[1] = float32(math.Inf(1))
	loud := ebm.NewMatrix(50, 4)
	loud.Row(3)[0] = -1
	wantError(t, tune(x, y.Slice(0, 49), same), ebm.ErrSettings, "50 rows", "49 rows of targets")
	wantError(t, tune(x, ebm.NewMatrix(50, 3), same), ebm.ErrSettings, "3 columns", "2 outputs")
	wantError(t, tune(ebm.NewMatrix(50, 5), y, same), ebm.ErrSettings, "5 columns", "4 inputs")
	wantError(t, tune(ebm.NewMatrix(0, 4), ebm.NewMatrix(0, 2), same), ebm.ErrSettings, "no rows")
	wantError(t, tune(x, broken, same), ebm.ErrValue, "targets", "row 41, column 1")
	wantError(t, tune(loud, y, same), ebm.ErrValue, "row 3, column 0")
	wantError(t, tune(x, y, func(s *ebm.FineTuneSettings) { s.HeldOut = x }), ebm.ErrSettings, "HeldOutTargets")
	wantError(t, tune(x, y, func(s *ebm.FineTuneSettings) { s.HeldOutTargets = y }), ebm.ErrSettings, "HeldOut ")
	wantError(t, tune(x, y, func(s *ebm.FineTuneSettings) { s.HeldOut, s.HeldOutTargets = x, y.Slice(0, 9) }), ebm.ErrSettings, "held-out", "9 rows")
	wantError(t, tune(x, y, func(s *ebm.FineTuneSettings) { s.HeldOutLabels = make([]int, 50) }), ebm.ErrSettings, "HeldOutLabels")
	wantError(t, tune(x, y, func(s *ebm.FineTuneSettings) { s.LearningRate = 0 }), ebm.ErrSettings, "LearningRate")
	if diff := cmp.Diff(before, paramValues(r.Params())); diff != "" {
		t.Error("errors changed the network:", diff)
	}
	wantCodePanic(t, "ebm: nil data", func() { _ = tune(nil, y, same) })
	wantCodePanic(t, "ebm: nil data", func() { _ = tune(x, nil, same) })
	wantCodePanic(t, "ebm: size below one", func() { ebm.NewRegressor(codeStack(1, binaryUnits(4), binaryUnits(3)), 0) })
	wantCodePanic(t, "ebm: shapes of arguments do not match", func() { r.Predict(ebm.NewMatrix(3, 1), ebm.NewMatrix(3, 4)) })

	result := mustRegress(t, r, x, y, codeSettings(1, 0.1))
	if len(result.Notes) != 1 || !strings.Contains(result.Notes[0], "level 0") {
		t.Errorf("notes %q", result.Notes)
	}
	_, err := r.R2(x, ebm.NewMatrix(50, 2))
	wantError(t, err, ebm.ErrSettings, "do not vary")
	_, err = r.R2(loud, y)
	wantError(t, err, ebm.ErrValue, "row 3, column 0")
	_, err = r.SquaredError(x, y.Slice(0, 3))
	wantError(t, err, ebm.ErrSettings, "3 rows of targets")
	_, err = r.SquaredError(ebm.NewMatrix(0, 4), ebm.NewMatrix(0, 2))
	wantError(t, err, ebm.ErrSettings, "no rows")
	r.Stages = r.Stages[:1]
	wantCodePanic(t, "ebm: the last stage of a regressor has units other than Gaussian ones", func() { r.Predict(ebm.NewMatrix(1, 3), ebm.NewMatrix(1, 4)) })
}
