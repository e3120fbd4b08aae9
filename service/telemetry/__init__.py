"""What can be seen of a running service: metrics for Prometheus, traces for OpenTelemetry, and its log."""
