package ebm

// patience returns ErrStop if no epoch has been better than the best one for as
// long as Settings.Patience says. An epoch whose metrics lack that of KeepBest
// ends nothing.
func (t *trainer) patience(metrics []Metric, epoch int) error {
	r := &t.state.result
	if t.settings.Patience == 0 || r.BestEpoch == 0 || epoch-r.BestEpoch < t.settings.Patience {
		return nil
	}
	if _, measured := find(metrics, t.settings.KeepBest.Metric); !measured {
		return nil
	}
	return ErrStop
}
