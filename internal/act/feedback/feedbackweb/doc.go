// Package feedbackweb shows the pages on which people rate what was done for them and complain (好差评、投诉), on which officers and providers
// answer, and on which a provider reads how its work was rated. The queue of orders is that of caseworkweb. It serves elder care (A12) first.
package feedbackweb
