"""HTTP as a server of many strangers has to take it: a worker of gunicorn whose threads never wait for a client."""

from service.http.patience import Patience
from service.http.worker import PatientWorker

__all__ = ["Patience", "PatientWorker"]
