/** What Vite makes of imports. */
/// <reference types="vite/client" />
