package ledger

import "mihe/internal/base/keyring"

// keys are the public keys that a database lists, by name.
type keys map[string]keyring.Public

// readKeys reads the keys and tells whether each is named by its hash and introduced as it says. Those that cannot be
// read are left out.
func readKeys(raw []RawKey) (all keys, good bool) {
	all, good = keys{}, true
	for _, r := range raw {
		p, ok := r.read()
		if ok {
			all[p.Key] = p
		}
		good = good && ok && p.Key == keyring.KeyID(p.Algorithm, p.Bytes)
	}
	for _, p := range all {
		good = good && all.introduced(p)
	}
	return all, good
}

func (r RawKey) read() (p keyring.Public, ok bool) {
	var good [5]bool
	var public, introduction string
	p.Key, good[0] = r.Key.(string)
	p.Algorithm, good[1] = r.Algorithm.(string)
	public, good[2] = r.Public.(string)
	p.Introduced, good[3] = r.Introduced.(string)
	introduction, good[4] = r.Introduction.(string)
	var okPublic, okIntroduction bool
	p.Bytes, okPublic = parseHex(public)
	p.Introduction, okIntroduction = parseHex(introduction)
	return p, good == [5]bool{true, true, true, true, true} && okPublic && okIntroduction
}

func (k keys) introduced(p keyring.Public) bool {
	if p.Introduced == "" {
		return len(p.Introduction) == 0
	}
	by, ok := k[p.Introduced]
	text := keyring.IntroductionText(by.Key, p.Algorithm, p.Bytes)
	return ok && by.Algorithm == p.Algorithm && keyring.Verify(by.Algorithm, by.Bytes, text, p.Introduction)
}

// descends tells whether key is from, or was introduced by it through others.
func (k keys) descends(key, from string) bool {
	for range len(k) + 1 { // two that introduce each other would never end
		if key == from {
			return true
		}
		key = k[key].Introduced
	}
	return false
}

// checkpointsGood accounts for every checkpoint row up to this number: each must sign this head, under a key that the
// database lists and that a checkpoint kept elsewhere does not contradict.
func (v *verifier) checkpointsGood(s *step) bool {
	rows := take(&v.batch.Checkpoints, s.n, func(r RawCheckpoint) any { return r.Seq })
	for _, r := range rows {
		c, ok := r.read(v.node)
		if !ok || r.Seq != s.n || c.Head != s.head {
			return false
		}
		p, ok := v.keys[c.Key]
		c.Public = p.Bytes
		if !ok || p.Algorithm != c.Algorithm || !c.Holds() || !v.trusted(c) {
			return false
		}
	}
	s.checkpoints = int64(len(rows))
	return true
}

func (r RawCheckpoint) read(node string) (c Checkpoint, ok bool) {
	var good [6]bool
	var head, signature string
	c.Node = node
	c.Seq, good[0] = r.Seq.(int64)
	c.Algorithm, good[1] = r.Algorithm.(string)
	head, good[2] = r.Head.(string)
	c.AtMs, good[3] = r.AtMs.(int64)
	c.Key, good[4] = r.Key.(string)
	signature, good[5] = r.Signature.(string)
	var okHead, okSignature bool
	c.Head, okHead = ParseHash(head)
	c.Signature, okSignature = parseHex(signature)
	return c, good == [6]bool{true, true, true, true, true, true} && okHead && okSignature
}

// trusted compares the key with those of the checkpoints kept elsewhere. Later signatures must come from such a key or
// its successors; earlier ones may also come from a key that led to it.
func (v *verifier) trusted(c Checkpoint) bool {
	for _, out := range v.heads {
		if out.Algorithm != c.Algorithm || v.keys.descends(c.Key, out.Key) {
			continue
		}
		if c.Seq > out.Seq || !v.keys.descends(out.Key, c.Key) {
			return false
		}
	}
	return true
}
