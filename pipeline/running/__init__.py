"""From a plan to a published run: workers, parts, manifest, publishing; and back: verify, restore, roll back."""
