package app

import (
	"encoding/json"
	"net/http"

	"mihe/internal/base/access"
	"mihe/internal/base/store"
	"mihe/internal/base/web"
)

// healthz says in one word whether the program can answer from its database. It names nothing that a stranger should not
// know; doctor tells the rest to whoever runs the program.
func (a *App) healthz(m *web.Mux) {
	m.Handle("GET /healthz", access.Public, func(w http.ResponseWriter, r *web.Request) error {
		err := a.DB.Read(r.Context(), func(q store.Queryer) error {
			var one int
			return q.QueryRow(`SELECT 1`).Scan(&one)
		})
		if err != nil {
			return err
		}
		body, err := json.Marshal(map[string]string{"status": "ok"})
		if err != nil {
			return err
		}
		return r.Send(w, web.File{Type: "application/json", Body: body})
	})
}
