// Fuzzes what takes bytes from other hosts and from clients: datagrams, messages, JSON-RPC, the control socket.
import { fuzzInCi } from './in-ci.js';

fuzzInCi(['transport', 'proto', 'jsonrpc', 'control']);
