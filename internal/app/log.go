package app

import (
	"io"
	"log/slog"
)

// NewLog writes structured lines in the configured format and from the configured level on. What is logged names
// routes, numbers and identifiers; no address, search, form or person ever goes into it.
func NewLog(w io.Writer, s Settings) *slog.Logger {
	levels := map[string]slog.Level{"debug": slog.LevelDebug, "info": slog.LevelInfo, "warn": slog.LevelWarn, "error": slog.LevelError}
	o := &slog.HandlerOptions{Level: levels[s.Get("log_level")]}
	if s.Get("log_format") == "json" {
		return slog.New(slog.NewJSONHandler(w, o))
	}
	return slog.New(slog.NewTextHandler(w, o))
}
