/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import $protobuf from "protobufjs/minimal.js";

// Common aliases
const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError;

// Exported root namespace
const $root = $protobuf.roots["default"] || ($protobuf.roots["default"] = {});

export const score = $root.score = (() => {

    /**
     * Namespace score.
     * @exports score
     * @namespace
     */
    const score = {};

    score.v1 = (function() {

        /**
         * Namespace v1.
         * @memberof score
         * @namespace
         */
        const v1 = {};

        v1.Envelope = (function() {

            /**
             * Properties of an Envelope.
             * @typedef {Object} score.v1.Envelope.$Properties
             * @property {score.v1.Token.$Properties|null} [token] Envelope token
             * @property {score.v1.TokenAck.$Properties|null} [tokenAck] Envelope tokenAck
             * @property {score.v1.LocationRequest.$Properties|null} [locationRequest] Envelope locationRequest
             * @property {score.v1.LocationResponse.$Properties|null} [locationResponse] Envelope locationResponse
             * @property {score.v1.CapacityRequest.$Properties|null} [capacityRequest] Envelope capacityRequest
             * @property {score.v1.CapacityResponse.$Properties|null} [capacityResponse] Envelope capacityResponse
             * @property {score.v1.ReservationRelease.$Properties|null} [reservationRelease] Envelope reservationRelease
             * @property {score.v1.InventoryRequest.$Properties|null} [inventoryRequest] Envelope inventoryRequest
             * @property {score.v1.InventoryResponse.$Properties|null} [inventoryResponse] Envelope inventoryResponse
             * @property {score.v1.MigrationReport.$Properties|null} [migrationReport] Envelope migrationReport
             * @property {score.v1.RoundEnd.$Properties|null} [roundEnd] Envelope roundEnd
             * @property {score.v1.ReportAck.$Properties|null} [reportAck] Envelope reportAck
             * @property {score.v1.TokenChange.$Properties|null} [tokenChange] Envelope tokenChange
             * @property {score.v1.TokenGrant.$Properties|null} [tokenGrant] Envelope tokenGrant
             * @property {score.v1.TokenState.$Properties|null} [tokenState] Envelope tokenState
             * @property {score.v1.TokenInquiry.$Properties|null} [tokenInquiry] Envelope tokenInquiry
             * @property {score.v1.TokenSighting.$Properties|null} [tokenSighting] Envelope tokenSighting
             * @property {score.v1.TokenRevival.$Properties|null} [tokenRevival] Envelope tokenRevival
             * @property {score.v1.FlightRequest.$Properties|null} [flightRequest] Envelope flightRequest
             * @property {score.v1.FlightResponse.$Properties|null} [flightResponse] Envelope flightResponse
             * @property {score.v1.OrderRequest.$Properties|null} [orderRequest] Envelope orderRequest
             * @property {score.v1.OrderResponse.$Properties|null} [orderResponse] Envelope orderResponse
             * @property {score.v1.HistoryRequest.$Properties|null} [historyRequest] Envelope historyRequest
             * @property {score.v1.HistoryResponse.$Properties|null} [historyResponse] Envelope historyResponse
             * @property {"token"|"tokenAck"|"locationRequest"|"locationResponse"|"capacityRequest"|"capacityResponse"|"reservationRelease"|"inventoryRequest"|"inventoryResponse"|"migrationReport"|"roundEnd"|"reportAck"|"tokenChange"|"tokenGrant"|"tokenState"|"tokenInquiry"|"tokenSighting"|"tokenRevival"|"flightRequest"|"flightResponse"|"orderRequest"|"orderResponse"|"historyRequest"|"historyResponse"} [body] Envelope body
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an Envelope.
             * @memberof score.v1
             * @interface IEnvelope
             * @augments score.v1.Envelope.$Properties
             * @deprecated Use score.v1.Envelope.$Properties instead.
             */

            /**
             * Narrowed shape of an Envelope.
             * @typedef {{
             *   token?: score.v1.Token.$Shape|null;
             *   tokenAck?: score.v1.TokenAck.$Shape|null;
             *   locationRequest?: score.v1.LocationRequest.$Shape|null;
             *   locationResponse?: score.v1.LocationResponse.$Shape|null;
             *   capacityRequest?: score.v1.CapacityRequest.$Shape|null;
             *   capacityResponse?: score.v1.CapacityResponse.$Shape|null;
             *   reservationRelease?: score.v1.ReservationRelease.$Shape|null;
             *   inventoryRequest?: score.v1.InventoryRequest.$Shape|null;
             *   inventoryResponse?: score.v1.InventoryResponse.$Shape|null;
             *   migrationReport?: score.v1.MigrationReport.$Shape|null;
             *   roundEnd?: score.v1.RoundEnd.$Shape|null;
             *   reportAck?: score.v1.ReportAck.$Shape|null;
             *   tokenChange?: score.v1.TokenChange.$Shape|null;
             *   tokenGrant?: score.v1.TokenGrant.$Shape|null;
             *   tokenState?: score.v1.TokenState.$Shape|null;
             *   tokenInquiry?: score.v1.TokenInquiry.$Shape|null;
             *   tokenSighting?: score.v1.TokenSighting.$Shape|null;
             *   tokenRevival?: score.v1.TokenRevival.$Shape|null;
             *   flightRequest?: score.v1.FlightRequest.$Shape|null;
             *   flightResponse?: score.v1.FlightResponse.$Shape|null;
             *   orderRequest?: score.v1.OrderRequest.$Shape|null;
             *   orderResponse?: score.v1.OrderResponse.$Shape|null;
             *   historyRequest?: score.v1.HistoryRequest.$Shape|null;
             *   historyResponse?: score.v1.HistoryResponse.$Shape|null;
             *   $unknowns?: Array.<Uint8Array>;
             * } & (
             *   ({ body?: undefined; token?: null; tokenAck?: null; locationRequest?: null; locationResponse?: null; capacityRequest?: null; capacityResponse?: null; reservationRelease?: null; inventoryRequest?: null; inventoryResponse?: null; migrationReport?: null; roundEnd?: null; reportAck?: null; tokenChange?: null; tokenGrant?: null; tokenState?: null; tokenInquiry?: null; tokenSighting?: null; tokenRevival?: null; flightRequest?: null; flightResponse?: null; orderRequest?: null; orderResponse?: null; historyRequest?: null; historyResponse?: null }|{ body?: "token"; token: score.v1.Token.$Shape; tokenAck?: null; locationRequest?: null; locationResponse?: null; capacityRequest?: null; capacityResponse?: null; reservationRelease?: null; inventoryRequest?: null; inventoryResponse?: null; migrationReport?: null; roundEnd?: null; reportAck?: null; tokenChange?: null; tokenGrant?: null; tokenState?: null; tokenInquiry?: null; tokenSighting?: null; tokenRevival?: null; flightRequest?: null; flightResponse?: null; orderRequest?: null; orderResponse?: null; historyRequest?: null; historyResponse?: null }|{ body?: "tokenAck"; token?: null; tokenAck: score.v1.TokenAck.$Shape; locationRequest?: null; locationResponse?: null; capacityRequest?: null; capacityResponse?: null; reservationRelease?: null; inventoryRequest?: null; inventoryResponse?: null; migrationReport?: null; roundEnd?: null; reportAck?: null; tokenChange?: null; tokenGrant?: null; tokenState?: null; tokenInquiry?: null; tokenSighting?: null; tokenRevival?: null; flightRequest?: null; flightResponse?: null; orderRequest?: null; orderResponse?: null; historyRequest?: null; historyResponse?: null }|{ body?: "locationRequest"; token?: null; tokenAck?: null; locationRequest: score.v1.LocationRequest.$Shape; locationResponse?: null; capacityRequest?: null; capacityResponse?: null; reservationRelease?: null; inventoryRequest?: null; inventoryResponse?: null; migrationReport?: null; roundEnd?: null; reportAck?: null; tokenChange?: null; tokenGrant?: null; tokenState?: null; tokenInquiry?: null; tokenSighting?: null; tokenRevival?: null; flightRequest?: null; flightResponse?: null; orderRequest?: null; orderResponse?: null; historyRequest?: null; historyResponse?: null }|{ body?: "locationResponse"; token?: null; tokenAck?: null; locationRequest?: null; locationResponse: score.v1.LocationResponse.$Shape; capacityRequest?: null; capacityResponse?: null; reservationRelease?: null; inventoryRequest?: null; inventoryResponse?: null; migrationReport?: null; roundEnd?: null; reportAck?: null; tokenChange?: null; tokenGrant?: null; tokenState?: null; tokenInquiry?: null; tokenSighting?: null; tokenRevival?: null; flightRequest?: null; flightResponse?: null; orderRequest?: null; orderResponse?: null; historyRequest?: null; historyResponse?: null }|{ body?: "capacityRequest"; token?: null; tokenAck?: null; locationRequest?: null; locationResponse?: null; capacityRequest: score.v1.CapacityRequest.$Shape; capacityResponse?: null; reservationRelease?: null; inventoryRequest?: null; inventoryResponse?: null; migrationReport?: null; roundEnd?: null; reportAck?: null; tokenChange?: null; tokenGrant?: null; tokenState?: null; tokenInquiry?: null; tokenSighting?: null; tokenRevival?: null; flightRequest?: null; flightResponse?: null; orderRequest?: null; orderResponse?: null; historyRequest?: null; historyResponse?: null }|{ body?: "capacityResponse"; token?: null; tokenAck?: null; locationRequest?: null; locationResponse?: null; capacityRequest?: null; capacityResponse: score.v1.CapacityResponse.$Shape; reservationRelease?: null; inventoryRequest?: null; inventoryResponse?: null; migrationReport?: null; roundEnd?: null; reportAck?: null; tokenChange?: null; tokenGrant?: null; tokenState?: null; tokenInquiry?: null; tokenSighting?: null; tokenRevival?: null; flightRequest?: null; flightResponse?: null; orderRequest?: null; orderResponse?: null; historyRequest?: null; historyResponse?: null }|{ body?: "reservationRelease"; token?: null; tokenAck?: null; locationRequest?: null; locationResponse?: null; capacityRequest?: null; capacityResponse?: null; reservationRelease: score.v1.ReservationRelease.$Shape; inventoryRequest?: null; inventoryResponse?: null; migrationReport?: null; roundEnd?: null; reportAck?: null; tokenChange?: null; tokenGrant?: null; tokenState?: null; tokenInquiry?: null; tokenSighting?: null; tokenRevival?: null; flightRequest?: null; flightResponse?: null; orderRequest?: null; orderResponse?: null; historyRequest?: null; historyResponse?: null }|{ body?: "inventoryRequest"; token?: null; tokenAck?: null; locationRequest?: null; locationResponse?: null; capacityRequest?: null; capacityResponse?: null; reservationRelease?: null; inventoryRequest: score.v1.InventoryRequest.$Shape; inventoryResponse?: null; migrationReport?: null; roundEnd?: null; reportAck?: null; tokenChange?: null; tokenGrant?: null; tokenState?: null; tokenInquiry?: null; tokenSighting?: null; tokenRevival?: null; flightRequest?: null; flightResponse?: null; orderRequest?: null; orderResponse?: null; historyRequest?: null; historyResponse?: null }|{ body?: "inventoryResponse"; token?: null; tokenAck?: null; locationRequest?: null; locationResponse?: null; capacityRequest?: null; capacityResponse?: null; reservationRelease?: null; inventoryRequest?: null; inventoryResponse: score.v1.InventoryResponse.$Shape; migrationReport?: null; roundEnd?: null; reportAck?: null; tokenChange?: null; tokenGrant?: null; tokenState?: null; tokenInquiry?: null; tokenSighting?: null; tokenRevival?: null; flightRequest?: null; flightResponse?: null; orderRequest?: null; orderResponse?: null; historyRequest?: null; historyResponse?: null }|{ body?: "migrationReport"; token?: null; tokenAck?: null; locationRequest?: null; locationResponse?: null; capacityRequest?: null; capacityResponse?: null; reservationRelease?: null; inventoryRequest?: null; inventoryResponse?: null; migrationReport: score.v1.MigrationReport.$Shape; roundEnd?: null; reportAck?: null; tokenChange?: null; tokenGrant?: null; tokenState?: null; tokenInquiry?: null; tokenSighting?: null; tokenRevival?: null; flightRequest?: null; flightResponse?: null; orderRequest?: null; orderResponse?: null; historyRequest?: null; historyResponse?: null }|{ body?: "roundEnd"; token?: null; tokenAck?: null; locationRequest?: null; locationResponse?: null; capacityRequest?: null; capacityResponse?: null; reservationRelease?: null; inventoryRequest?: null; inventoryResponse?: null; migrationReport?: null; roundEnd: score.v1.RoundEnd.$Shape; reportAck?: null; tokenChange?: null; tokenGrant?: null; tokenState?: null; tokenInquiry?: null; tokenSighting?: null; tokenRevival?: null; flightRequest?: null; flightResponse?: null; orderRequest?: null; orderResponse?: null; historyRequest?: null; historyResponse?: null }|{ body?: "reportAck"; token?: null; tokenAck?: null; locationRequest?: null; locationResponse?: null; capacityRequest?: null; capacityResponse?: null; reservationRelease?: null; inventoryRequest?: null; inventoryResponse?: null; migrationReport?: null; roundEnd?: null; reportAck: score.v1.ReportAck.$Shape; tokenChange?: null; tokenGrant?: null; tokenState?: null; tokenInquiry?: null; tokenSighting?: null; tokenRevival?: null; flightRequest?: null; flightResponse?: null; orderRequest?: null; orderResponse?: null; historyRequest?: null; historyResponse?: null }|{ body?: "tokenChange"; token?: null; tokenAck?: null; locationRequest?: null; locationResponse?: null; capacityRequest?: null; capacityResponse?: null; reservationRelease?: null; inventoryRequest?: null; inventoryResponse?: null; migrationReport?: null; roundEnd?: null; reportAck?: null; tokenChange: score.v1.TokenChange.$Shape; tokenGrant?: null; tokenState?: null; tokenInquiry?: null; tokenSighting?: null; tokenRevival?: null; flightRequest?: null; flightResponse?: null; orderRequest?: null; orderResponse?: null; historyRequest?: null; historyResponse?: null }|{ body?: "tokenGrant"; token?: null; tokenAck?: null; locationRequest?: null; locationResponse?: null; capacityRequest?: null; capacityResponse?: null; reservationRelease?: null; inventoryRequest?: null; inventoryResponse?: null; migrationReport?: null; roundEnd?: null; reportAck?: null; tokenChange?: null; tokenGrant: score.v1.TokenGrant.$Shape; tokenState?: null; tokenInquiry?: null; tokenSighting?: null; tokenRevival?: null; flightRequest?: null; flightResponse?: null; orderRequest?: null; orderResponse?: null; historyRequest?: null; historyResponse?: null }|{ body?: "tokenState"; token?: null; tokenAck?: null; locationRequest?: null; locationResponse?: null; capacityRequest?: null; capacityResponse?: null; reservationRelease?: null; inventoryRequest?: null; inventoryResponse?: null; migrationReport?: null; roundEnd?: null; reportAck?: null; tokenChange?: null; tokenGrant?: null; tokenState: score.v1.TokenState.$Shape; tokenInquiry?: null; tokenSighting?: null; tokenRevival?: null; flightRequest?: null; flightResponse?: null; orderRequest?: null; orderResponse?: null; historyRequest?: null; historyResponse?: null }|{ body?: "tokenInquiry"; token?: null; tokenAck?: null; locationRequest?: null; locationResponse?: null; capacityRequest?: null; capacityResponse?: null; reservationRelease?: null; inventoryRequest?: null; inventoryResponse?: null; migrationReport?: null; roundEnd?: null; reportAck?: null; tokenChange?: null; tokenGrant?: null; tokenState?: null; tokenInquiry: score.v1.TokenInquiry.$Shape; tokenSighting?: null; tokenRevival?: null; flightRequest?: null; flightResponse?: null; orderRequest?: null; orderResponse?: null; historyRequest?: null; historyResponse?: null }|{ body?: "tokenSighting"; token?: null; tokenAck?: null; locationRequest?: null; locationResponse?: null; capacityRequest?: null; capacityResponse?: null; reservationRelease?: null; inventoryRequest?: null; inventoryResponse?: null; migrationReport?: null; roundEnd?: null; reportAck?: null; tokenChange?: null; tokenGrant?: null; tokenState?: null; tokenInquiry?: null; tokenSighting: score.v1.TokenSighting.$Shape; tokenRevival?: null; flightRequest?: null; flightResponse?: null; orderRequest?: null; orderResponse?: null; historyRequest?: null; historyResponse?: null }|{ body?: "tokenRevival"; token?: null; tokenAck?: null; locationRequest?: null; locationResponse?: null; capacityRequest?: null; capacityResponse?: null; reservationRelease?: null; inventoryRequest?: null; inventoryResponse?: null; migrationReport?: null; roundEnd?: null; reportAck?: null; tokenChange?: null; tokenGrant?: null; tokenState?: null; tokenInquiry?: null; tokenSighting?: null; tokenRevival: score.v1.TokenRevival.$Shape; flightRequest?: null; flightResponse?: null; orderRequest?: null; orderResponse?: null; historyRequest?: null; historyResponse?: null }|{ body?: "flightRequest"; token?: null; tokenAck?: null; locationRequest?: null; locationResponse?: null; capacityRequest?: null; capacityResponse?: null; reservationRelease?: null; inventoryRequest?: null; inventoryResponse?: null; migrationReport?: null; roundEnd?: null; reportAck?: null; tokenChange?: null; tokenGrant?: null; tokenState?: null; tokenInquiry?: null; tokenSighting?: null; tokenRevival?: null; flightRequest: score.v1.FlightRequest.$Shape; flightResponse?: null; orderRequest?: null; orderResponse?: null; historyRequest?: null; historyResponse?: null }|{ body?: "flightResponse"; token?: null; tokenAck?: null; locationRequest?: null; locationResponse?: null; capacityRequest?: null; capacityResponse?: null; reservationRelease?: null; inventoryRequest?: null; inventoryResponse?: null; migrationReport?: null; roundEnd?: null; reportAck?: null; tokenChange?: null; tokenGrant?: null; tokenState?: null; tokenInquiry?: null; tokenSighting?: null; tokenRevival?: null; flightRequest?: null; flightResponse: score.v1.FlightResponse.$Shape; orderRequest?: null; orderResponse?: null; historyRequest?: null; historyResponse?: null }|{ body?: "orderRequest"; token?: null; tokenAck?: null; locationRequest?: null; locationResponse?: null; capacityRequest?: null; capacityResponse?: null; reservationRelease?: null; inventoryRequest?: null; inventoryResponse?: null; migrationReport?: null; roundEnd?: null; reportAck?: null; tokenChange?: null; tokenGrant?: null; tokenState?: null; tokenInquiry?: null; tokenSighting?: null; tokenRevival?: null; flightRequest?: null; flightResponse?: null; orderRequest: score.v1.OrderRequest.$Shape; orderResponse?: null; historyRequest?: null; historyResponse?: null }|{ body?: "orderResponse"; token?: null; tokenAck?: null; locationRequest?: null; locationResponse?: null; capacityRequest?: null; capacityResponse?: null; reservationRelease?: null; inventoryRequest?: null; inventoryResponse?: null; migrationReport?: null; roundEnd?: null; reportAck?: null; tokenChange?: null; tokenGrant?: null; tokenState?: null; tokenInquiry?: null; tokenSighting?: null; tokenRevival?: null; flightRequest?: null; flightResponse?: null; orderRequest?: null; orderResponse: score.v1.OrderResponse.$Shape; historyRequest?: null; historyResponse?: null }|{ body?: "historyRequest"; token?: null; tokenAck?: null; locationRequest?: null; locationResponse?: null; capacityRequest?: null; capacityResponse?: null; reservationRelease?: null; inventoryRequest?: null; inventoryResponse?: null; migrationReport?: null; roundEnd?: null; reportAck?: null; tokenChange?: null; tokenGrant?: null; tokenState?: null; tokenInquiry?: null; tokenSighting?: null; tokenRevival?: null; flightRequest?: null; flightResponse?: null; orderRequest?: null; orderResponse?: null; historyRequest: score.v1.HistoryRequest.$Shape; historyResponse?: null }|{ body?: "historyResponse"; token?: null; tokenAck?: null; locationRequest?: null; locationResponse?: null; capacityRequest?: null; capacityResponse?: null; reservationRelease?: null; inventoryRequest?: null; inventoryResponse?: null; migrationReport?: null; roundEnd?: null; reportAck?: null; tokenChange?: null; tokenGrant?: null; tokenState?: null; tokenInquiry?: null; tokenSighting?: null; tokenRevival?: null; flightRequest?: null; flightResponse?: null; orderRequest?: null; orderResponse?: null; historyRequest?: null; historyResponse: score.v1.HistoryResponse.$Shape })
             * )} score.v1.Envelope.$Shape
             */

            /**
             * Constructs a new Envelope.
             * @memberof score.v1
             * @classdesc Represents an Envelope.
             * @constructor
             * @param {score.v1.Envelope.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Envelope = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Envelope token.
             * @member {score.v1.Token.$Properties|null|undefined} token
             * @memberof score.v1.Envelope
             * @instance
             */
            Envelope.prototype.token = null;

            /**
             * Envelope tokenAck.
             * @member {score.v1.TokenAck.$Properties|null|undefined} tokenAck
             * @memberof score.v1.Envelope
             * @instance
             */
            Envelope.prototype.tokenAck = null;

            /**
             * Envelope locationRequest.
             * @member {score.v1.LocationRequest.$Properties|null|undefined} locationRequest
             * @memberof score.v1.Envelope
             * @instance
             */
            Envelope.prototype.locationRequest = null;

            /**
             * Envelope locationResponse.
             * @member {score.v1.LocationResponse.$Properties|null|undefined} locationResponse
             * @memberof score.v1.Envelope
             * @instance
             */
            Envelope.prototype.locationResponse = null;

            /**
             * Envelope capacityRequest.
             * @member {score.v1.CapacityRequest.$Properties|null|undefined} capacityRequest
             * @memberof score.v1.Envelope
             * @instance
             */
            Envelope.prototype.capacityRequest = null;

            /**
             * Envelope capacityResponse.
             * @member {score.v1.CapacityResponse.$Properties|null|undefined} capacityResponse
             * @memberof score.v1.Envelope
             * @instance
             */
            Envelope.prototype.capacityResponse = null;

            /**
             * Envelope reservationRelease.
             * @member {score.v1.ReservationRelease.$Properties|null|undefined} reservationRelease
             * @memberof score.v1.Envelope
             * @instance
             */
            Envelope.prototype.reservationRelease = null;

            /**
             * Envelope inventoryRequest.
             * @member {score.v1.InventoryRequest.$Properties|null|undefined} inventoryRequest
             * @memberof score.v1.Envelope
             * @instance
             */
            Envelope.prototype.inventoryRequest = null;

            /**
             * Envelope inventoryResponse.
             * @member {score.v1.InventoryResponse.$Properties|null|undefined} inventoryResponse
             * @memberof score.v1.Envelope
             * @instance
             */
            Envelope.prototype.inventoryResponse = null;

            /**
             * Envelope migrationReport.
             * @member {score.v1.MigrationReport.$Properties|null|undefined} migrationReport
             * @memberof score.v1.Envelope
             * @instance
             */
            Envelope.prototype.migrationReport = null;

            /**
             * Envelope roundEnd.
             * @member {score.v1.RoundEnd.$Properties|null|undefined} roundEnd
             * @memberof score.v1.Envelope
             * @instance
             */
            Envelope.prototype.roundEnd = null;

            /**
             * Envelope reportAck.
             * @member {score.v1.ReportAck.$Properties|null|undefined} reportAck
             * @memberof score.v1.Envelope
             * @instance
             */
            Envelope.prototype.reportAck = null;

            /**
             * Envelope tokenChange.
             * @member {score.v1.TokenChange.$Properties|null|undefined} tokenChange
             * @memberof score.v1.Envelope
             * @instance
             */
            Envelope.prototype.tokenChange = null;

            /**
             * Envelope tokenGrant.
             * @member {score.v1.TokenGrant.$Properties|null|undefined} tokenGrant
             * @memberof score.v1.Envelope
             * @instance
             */
            Envelope.prototype.tokenGrant = null;

            /**
             * Envelope tokenState.
             * @member {score.v1.TokenState.$Properties|null|undefined} tokenState
             * @memberof score.v1.Envelope
             * @instance
             */
            Envelope.prototype.tokenState = null;

            /**
             * Envelope tokenInquiry.
             * @member {score.v1.TokenInquiry.$Properties|null|undefined} tokenInquiry
             * @memberof score.v1.Envelope
             * @instance
             */
            Envelope.prototype.tokenInquiry = null;

            /**
             * Envelope tokenSighting.
             * @member {score.v1.TokenSighting.$Properties|null|undefined} tokenSighting
             * @memberof score.v1.Envelope
             * @instance
             */
            Envelope.prototype.tokenSighting = null;

            /**
             * Envelope tokenRevival.
             * @member {score.v1.TokenRevival.$Properties|null|undefined} tokenRevival
             * @memberof score.v1.Envelope
             * @instance
             */
            Envelope.prototype.tokenRevival = null;

            /**
             * Envelope flightRequest.
             * @member {score.v1.FlightRequest.$Properties|null|undefined} flightRequest
             * @memberof score.v1.Envelope
             * @instance
             */
            Envelope.prototype.flightRequest = null;

            /**
             * Envelope flightResponse.
             * @member {score.v1.FlightResponse.$Properties|null|undefined} flightResponse
             * @memberof score.v1.Envelope
             * @instance
             */
            Envelope.prototype.flightResponse = null;

            /**
             * Envelope orderRequest.
             * @member {score.v1.OrderRequest.$Properties|null|undefined} orderRequest
             * @memberof score.v1.Envelope
             * @instance
             */
            Envelope.prototype.orderRequest = null;

            /**
             * Envelope orderResponse.
             * @member {score.v1.OrderResponse.$Properties|null|undefined} orderResponse
             * @memberof score.v1.Envelope
             * @instance
             */
            Envelope.prototype.orderResponse = null;

            /**
             * Envelope historyRequest.
             * @member {score.v1.HistoryRequest.$Properties|null|undefined} historyRequest
             * @memberof score.v1.Envelope
             * @instance
             */
            Envelope.prototype.historyRequest = null;

            /**
             * Envelope historyResponse.
             * @member {score.v1.HistoryResponse.$Properties|null|undefined} historyResponse
             * @memberof score.v1.Envelope
             * @instance
             */
            Envelope.prototype.historyResponse = null;

            // OneOf field names bound to virtual getters and setters
            let $oneOfFields;

            /**
             * Envelope body.
             * @member {"token"|"tokenAck"|"locationRequest"|"locationResponse"|"capacityRequest"|"capacityResponse"|"reservationRelease"|"inventoryRequest"|"inventoryResponse"|"migrationReport"|"roundEnd"|"reportAck"|"tokenChange"|"tokenGrant"|"tokenState"|"tokenInquiry"|"tokenSighting"|"tokenRevival"|"flightRequest"|"flightResponse"|"orderRequest"|"orderResponse"|"historyRequest"|"historyResponse"|undefined} body
             * @memberof score.v1.Envelope
             * @instance
             */
            $Object.defineProperty(Envelope.prototype, "body", {
                get: $util.oneOfGetter($oneOfFields = ["token", "tokenAck", "locationRequest", "locationResponse", "capacityRequest", "capacityResponse", "reservationRelease", "inventoryRequest", "inventoryResponse", "migrationReport", "roundEnd", "reportAck", "tokenChange", "tokenGrant", "tokenState", "tokenInquiry", "tokenSighting", "tokenRevival", "flightRequest", "flightResponse", "orderRequest", "orderResponse", "historyRequest", "historyResponse"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            /**
             * Encodes the specified Envelope message. Does not implicitly {@link score.v1.Envelope.verify|verify} messages.
             * @function encode
             * @memberof score.v1.Envelope
             * @static
             * @param {score.v1.Envelope.$Properties} message Envelope message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Envelope.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.token != null && $Object.hasOwnProperty.call(message, "token"))
                    $root.score.v1.Token.encode(message.token, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.tokenAck != null && $Object.hasOwnProperty.call(message, "tokenAck"))
                    $root.score.v1.TokenAck.encode(message.tokenAck, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                if (message.locationRequest != null && $Object.hasOwnProperty.call(message, "locationRequest"))
                    $root.score.v1.LocationRequest.encode(message.locationRequest, writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                if (message.locationResponse != null && $Object.hasOwnProperty.call(message, "locationResponse"))
                    $root.score.v1.LocationResponse.encode(message.locationResponse, writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
                if (message.capacityRequest != null && $Object.hasOwnProperty.call(message, "capacityRequest"))
                    $root.score.v1.CapacityRequest.encode(message.capacityRequest, writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
                if (message.capacityResponse != null && $Object.hasOwnProperty.call(message, "capacityResponse"))
                    $root.score.v1.CapacityResponse.encode(message.capacityResponse, writer.uint32(/* id 6, wireType 2 =*/50).fork(), _depth + 1).ldelim();
                if (message.reservationRelease != null && $Object.hasOwnProperty.call(message, "reservationRelease"))
                    $root.score.v1.ReservationRelease.encode(message.reservationRelease, writer.uint32(/* id 7, wireType 2 =*/58).fork(), _depth + 1).ldelim();
                if (message.inventoryRequest != null && $Object.hasOwnProperty.call(message, "inventoryRequest"))
                    $root.score.v1.InventoryRequest.encode(message.inventoryRequest, writer.uint32(/* id 8, wireType 2 =*/66).fork(), _depth + 1).ldelim();
                if (message.inventoryResponse != null && $Object.hasOwnProperty.call(message, "inventoryResponse"))
                    $root.score.v1.InventoryResponse.encode(message.inventoryResponse, writer.uint32(/* id 9, wireType 2 =*/74).fork(), _depth + 1).ldelim();
                if (message.migrationReport != null && $Object.hasOwnProperty.call(message, "migrationReport"))
                    $root.score.v1.MigrationReport.encode(message.migrationReport, writer.uint32(/* id 10, wireType 2 =*/82).fork(), _depth + 1).ldelim();
                if (message.roundEnd != null && $Object.hasOwnProperty.call(message, "roundEnd"))
                    $root.score.v1.RoundEnd.encode(message.roundEnd, writer.uint32(/* id 11, wireType 2 =*/90).fork(), _depth + 1).ldelim();
                if (message.reportAck != null && $Object.hasOwnProperty.call(message, "reportAck"))
                    $root.score.v1.ReportAck.encode(message.reportAck, writer.uint32(/* id 12, wireType 2 =*/98).fork(), _depth + 1).ldelim();
                if (message.tokenChange != null && $Object.hasOwnProperty.call(message, "tokenChange"))
                    $root.score.v1.TokenChange.encode(message.tokenChange, writer.uint32(/* id 13, wireType 2 =*/106).fork(), _depth + 1).ldelim();
                if (message.tokenGrant != null && $Object.hasOwnProperty.call(message, "tokenGrant"))
                    $root.score.v1.TokenGrant.encode(message.tokenGrant, writer.uint32(/* id 14, wireType 2 =*/114).fork(), _depth + 1).ldelim();
                if (message.tokenState != null && $Object.hasOwnProperty.call(message, "tokenState"))
                    $root.score.v1.TokenState.encode(message.tokenState, writer.uint32(/* id 15, wireType 2 =*/122).fork(), _depth + 1).ldelim();
                if (message.tokenInquiry != null && $Object.hasOwnProperty.call(message, "tokenInquiry"))
                    $root.score.v1.TokenInquiry.encode(message.tokenInquiry, writer.uint32(/* id 16, wireType 2 =*/130).fork(), _depth + 1).ldelim();
                if (message.tokenSighting != null && $Object.hasOwnProperty.call(message, "tokenSighting"))
                    $root.score.v1.TokenSighting.encode(message.tokenSighting, writer.uint32(/* id 17, wireType 2 =*/138).fork(), _depth + 1).ldelim();
                if (message.tokenRevival != null && $Object.hasOwnProperty.call(message, "tokenRevival"))
                    $root.score.v1.TokenRevival.encode(message.tokenRevival, writer.uint32(/* id 18, wireType 2 =*/146).fork(), _depth + 1).ldelim();
                if (message.flightRequest != null && $Object.hasOwnProperty.call(message, "flightRequest"))
                    $root.score.v1.FlightRequest.encode(message.flightRequest, writer.uint32(/* id 19, wireType 2 =*/154).fork(), _depth + 1).ldelim();
                if (message.flightResponse != null && $Object.hasOwnProperty.call(message, "flightResponse"))
                    $root.score.v1.FlightResponse.encode(message.flightResponse, writer.uint32(/* id 20, wireType 2 =*/162).fork(), _depth + 1).ldelim();
                if (message.orderRequest != null && $Object.hasOwnProperty.call(message, "orderRequest"))
                    $root.score.v1.OrderRequest.encode(message.orderRequest, writer.uint32(/* id 21, wireType 2 =*/170).fork(), _depth + 1).ldelim();
                if (message.orderResponse != null && $Object.hasOwnProperty.call(message, "orderResponse"))
                    $root.score.v1.OrderResponse.encode(message.orderResponse, writer.uint32(/* id 22, wireType 2 =*/178).fork(), _depth + 1).ldelim();
                if (message.historyRequest != null && $Object.hasOwnProperty.call(message, "historyRequest"))
                    $root.score.v1.HistoryRequest.encode(message.historyRequest, writer.uint32(/* id 23, wireType 2 =*/186).fork(), _depth + 1).ldelim();
                if (message.historyResponse != null && $Object.hasOwnProperty.call(message, "historyResponse"))
                    $root.score.v1.HistoryResponse.encode(message.historyResponse, writer.uint32(/* id 24, wireType 2 =*/194).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an Envelope message from the specified reader or buffer.
             * @function decode
             * @memberof score.v1.Envelope
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {score.v1.Envelope & score.v1.Envelope.$Shape} Envelope
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Envelope.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.score.v1.Envelope();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.token = $root.score.v1.Token.decode(reader, reader.size(), $undefined, _depth + 1, message.token);
                            message.body = "token";
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.tokenAck = $root.score.v1.TokenAck.decode(reader, reader.size(), $undefined, _depth + 1, message.tokenAck);
                            message.body = "tokenAck";
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.locationRequest = $root.score.v1.LocationRequest.decode(reader, reader.size(), $undefined, _depth + 1, message.locationRequest);
                            message.body = "locationRequest";
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            message.locationResponse = $root.score.v1.LocationResponse.decode(reader, reader.size(), $undefined, _depth + 1, message.locationResponse);
                            message.body = "locationResponse";
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            message.capacityRequest = $root.score.v1.CapacityRequest.decode(reader, reader.size(), $undefined, _depth + 1, message.capacityRequest);
                            message.body = "capacityRequest";
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            message.capacityResponse = $root.score.v1.CapacityResponse.decode(reader, reader.size(), $undefined, _depth + 1, message.capacityResponse);
                            message.body = "capacityResponse";
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            message.reservationRelease = $root.score.v1.ReservationRelease.decode(reader, reader.size(), $undefined, _depth + 1, message.reservationRelease);
                            message.body = "reservationRelease";
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            message.inventoryRequest = $root.score.v1.InventoryRequest.decode(reader, reader.size(), $undefined, _depth + 1, message.inventoryRequest);
                            message.body = "inventoryRequest";
                            continue;
                        }
                    case 9: {
                            if (wireType !== 2)
                                break;
                            message.inventoryResponse = $root.score.v1.InventoryResponse.decode(reader, reader.size(), $undefined, _depth + 1, message.inventoryResponse);
                            message.body = "inventoryResponse";
                            continue;
                        }
                    case 10: {
                            if (wireType !== 2)
                                break;
                            message.migrationReport = $root.score.v1.MigrationReport.decode(reader, reader.size(), $undefined, _depth + 1, message.migrationReport);
                            message.body = "migrationReport";
                            continue;
                        }
                    case 11: {
                            if (wireType !== 2)
                                break;
                            message.roundEnd = $root.score.v1.RoundEnd.decode(reader, reader.size(), $undefined, _depth + 1, message.roundEnd);
                            message.body = "roundEnd";
                            continue;
                        }
                    case 12: {
                            if (wireType !== 2)
                                break;
                            message.reportAck = $root.score.v1.ReportAck.decode(reader, reader.size(), $undefined, _depth + 1, message.reportAck);
                            message.body = "reportAck";
                            continue;
                        }
                    case 13: {
                            if (wireType !== 2)
                                break;
                            message.tokenChange = $root.score.v1.TokenChange.decode(reader, reader.size(), $undefined, _depth + 1, message.tokenChange);
                            message.body = "tokenChange";
                            continue;
                        }
                    case 14: {
                            if (wireType !== 2)
                                break;
                            message.tokenGrant = $root.score.v1.TokenGrant.decode(reader, reader.size(), $undefined, _depth + 1, message.tokenGrant);
                            message.body = "tokenGrant";
                            continue;
                        }
                    case 15: {
                            if (wireType !== 2)
                                break;
                            message.tokenState = $root.score.v1.TokenState.decode(reader, reader.size(), $undefined, _depth + 1, message.tokenState);
                            message.body = "tokenState";
                            continue;
                        }
                    case 16: {
                            if (wireType !== 2)
                                break;
                            message.tokenInquiry = $root.score.v1.TokenInquiry.decode(reader, reader.size(), $undefined, _depth + 1, message.tokenInquiry);
                            message.body = "tokenInquiry";
                            continue;
                        }
                    case 17: {
                            if (wireType !== 2)
                                break;
                            message.tokenSighting = $root.score.v1.TokenSighting.decode(reader, reader.size(), $undefined, _depth + 1, message.tokenSighting);
                            message.body = "tokenSighting";
                            continue;
                        }
                    case 18: {
                            if (wireType !== 2)
                                break;
                            message.tokenRevival = $root.score.v1.TokenRevival.decode(reader, reader.size(), $undefined, _depth + 1, message.tokenRevival);
                            message.body = "tokenRevival";
                            continue;
                        }
                    case 19: {
                            if (wireType !== 2)
                                break;
                            message.flightRequest = $root.score.v1.FlightRequest.decode(reader, reader.size(), $undefined, _depth + 1, message.flightRequest);
                            message.body = "flightRequest";
                            continue;
                        }
                    case 20: {
                            if (wireType !== 2)
                                break;
                            message.flightResponse = $root.score.v1.FlightResponse.decode(reader, reader.size(), $undefined, _depth + 1, message.flightResponse);
                            message.body = "flightResponse";
                            continue;
                        }
                    case 21: {
                            if (wireType !== 2)
                                break;
                            message.orderRequest = $root.score.v1.OrderRequest.decode(reader, reader.size(), $undefined, _depth + 1, message.orderRequest);
                            message.body = "orderRequest";
                            continue;
                        }
                    case 22: {
                            if (wireType !== 2)
                                break;
                            message.orderResponse = $root.score.v1.OrderResponse.decode(reader, reader.size(), $undefined, _depth + 1, message.orderResponse);
                            message.body = "orderResponse";
                            continue;
                        }
                    case 23: {
                            if (wireType !== 2)
                                break;
                            message.historyRequest = $root.score.v1.HistoryRequest.decode(reader, reader.size(), $undefined, _depth + 1, message.historyRequest);
                            message.body = "historyRequest";
                            continue;
                        }
                    case 24: {
                            if (wireType !== 2)
                                break;
                            message.historyResponse = $root.score.v1.HistoryResponse.decode(reader, reader.size(), $undefined, _depth + 1, message.historyResponse);
                            message.body = "historyResponse";
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for Envelope
             * @function getTypeUrl
             * @memberof score.v1.Envelope
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Envelope.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/score.v1.Envelope";
            };

            return Envelope;
        })();

        /**
         * Policy enum.
         * @name score.v1.Policy
         * @enum {number}
         * @property {number} POLICY_UNSPECIFIED=0 POLICY_UNSPECIFIED value
         * @property {number} ROUND_ROBIN=1 ROUND_ROBIN value
         * @property {number} DISTRIBUTED=2 DISTRIBUTED value
         * @property {number} LOAD_AWARE=3 LOAD_AWARE value
         */
        v1.Policy = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "POLICY_UNSPECIFIED"] = 0;
            values[valuesById[1] = "ROUND_ROBIN"] = 1;
            values[valuesById[2] = "DISTRIBUTED"] = 2;
            values[valuesById[3] = "LOAD_AWARE"] = 3;
            return values;
        })();

        v1.Token = (function() {

            /**
             * Properties of a Token.
             * @typedef {Object} score.v1.Token.$Properties
             * @property {Uint8Array|null} [id] Token id
             * @property {number|null} [generation] Token generation
             * @property {number|null} [sequence] Token sequence
             * @property {score.v1.Policy|null} [policy] Token policy
             * @property {number|null} [migrationCost] Token migrationCost
             * @property {number|null} [round] Token round
             * @property {number|null} [maxRounds] Token maxRounds
             * @property {number|null} [origin] Token origin
             * @property {number|null} [holder] Token holder
             * @property {number|null} [visited] Token visited
             * @property {number|null} [level] Token level
             * @property {Uint8Array|null} [ids] Token ids
             * @property {Uint8Array|null} [levels] Token levels
             * @property {Uint8Array|null} [loads] Token loads
             * @property {number|null} [migrationsInRound] Token migrationsInRound
             * @property {number|null} [migrations] Token migrations
             * @property {Array.<score.v1.Move.$Properties>|null} [recentMoves] Token recentMoves
             * @property {number|null} [cursor] Token cursor
             * @property {boolean|null} [fixedList] Token fixedList
             * @property {Array.<score.v1.ReasonCount.$Properties>|null} [stays] Token stays
             * @property {number|null} [failures] Token failures
             * @property {boolean|null} [kept] Token kept
             * @property {number|null} [generationTag] Token generationTag
             * @property {boolean|null} [offer] Token offer
             * @property {Array.<score.v1.Flight.$Properties>|null} [flights] Token flights
             * @property {score.v1.Limits.$Properties|null} [limits] Token limits
             * @property {number|null} [moves] Token moves
             * @property {number|null} [epoch] Token epoch
             * @property {number|null} [heldMs] Token heldMs
             * @property {Array.<number>|null} [lostHosts] Token lostHosts
             * @property {Array.<number>|null} [silentVms] Token silentVms
             * @property {boolean|null} [mixed] Token mixed
             * @property {number|null} [trueMigrationCost] Token trueMigrationCost
             * @property {boolean|null} [dryRun] Token dryRun
             * @property {boolean|null} [autoCost] Token autoCost
             * @property {number|null} [unmeasured] Token unmeasured
             * @property {number|null} [waitedRounds] Token waitedRounds
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Token.
             * @memberof score.v1
             * @interface IToken
             * @augments score.v1.Token.$Properties
             * @deprecated Use score.v1.Token.$Properties instead.
             */

            /**
             * Shape of a Token.
             * @typedef {score.v1.Token.$Properties} score.v1.Token.$Shape
             */

            /**
             * Constructs a new Token.
             * @memberof score.v1
             * @classdesc Represents a Token.
             * @constructor
             * @param {score.v1.Token.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Token = function (properties) {
                this.recentMoves = [];
                this.stays = [];
                this.flights = [];
                this.lostHosts = [];
                this.silentVms = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Token id.
             * @member {Uint8Array} id
             * @memberof score.v1.Token
             * @instance
             */
            Token.prototype.id = $util.newBuffer([]);

            /**
             * Token generation.
             * @member {number} generation
             * @memberof score.v1.Token
             * @instance
             */
            Token.prototype.generation = 0;

            /**
             * Token sequence.
             * @member {number} sequence
             * @memberof score.v1.Token
             * @instance
             */
            Token.prototype.sequence = 0;

            /**
             * Token policy.
             * @member {score.v1.Policy} policy
             * @memberof score.v1.Token
             * @instance
             */
            Token.prototype.policy = 0;

            /**
             * Token migrationCost.
             * @member {number} migrationCost
             * @memberof score.v1.Token
             * @instance
             */
            Token.prototype.migrationCost = 0;

            /**
             * Token round.
             * @member {number} round
             * @memberof score.v1.Token
             * @instance
             */
            Token.prototype.round = 0;

            /**
             * Token maxRounds.
             * @member {number} maxRounds
             * @memberof score.v1.Token
             * @instance
             */
            Token.prototype.maxRounds = 0;

            /**
             * Token origin.
             * @member {number} origin
             * @memberof score.v1.Token
             * @instance
             */
            Token.prototype.origin = 0;

            /**
             * Token holder.
             * @member {number} holder
             * @memberof score.v1.Token
             * @instance
             */
            Token.prototype.holder = 0;

            /**
             * Token visited.
             * @member {number} visited
             * @memberof score.v1.Token
             * @instance
             */
            Token.prototype.visited = 0;

            /**
             * Token level.
             * @member {number} level
             * @memberof score.v1.Token
             * @instance
             */
            Token.prototype.level = 0;

            /**
             * Token ids.
             * @member {Uint8Array} ids
             * @memberof score.v1.Token
             * @instance
             */
            Token.prototype.ids = $util.newBuffer([]);

            /**
             * Token levels.
             * @member {Uint8Array} levels
             * @memberof score.v1.Token
             * @instance
             */
            Token.prototype.levels = $util.newBuffer([]);

            /**
             * Token loads.
             * @member {Uint8Array} loads
             * @memberof score.v1.Token
             * @instance
             */
            Token.prototype.loads = $util.newBuffer([]);

            /**
             * Token migrationsInRound.
             * @member {number} migrationsInRound
             * @memberof score.v1.Token
             * @instance
             */
            Token.prototype.migrationsInRound = 0;

            /**
             * Token migrations.
             * @member {number} migrations
             * @memberof score.v1.Token
             * @instance
             */
            Token.prototype.migrations = 0;

            /**
             * Token recentMoves.
             * @member {Array.<score.v1.Move.$Properties>} recentMoves
             * @memberof score.v1.Token
             * @instance
             */
            Token.prototype.recentMoves = $util.emptyArray;

            /**
             * Token cursor.
             * @member {number} cursor
             * @memberof score.v1.Token
             * @instance
             */
            Token.prototype.cursor = 0;

            /**
             * Token fixedList.
             * @member {boolean} fixedList
             * @memberof score.v1.Token
             * @instance
             */
            Token.prototype.fixedList = false;

            /**
             * Token stays.
             * @member {Array.<score.v1.ReasonCount.$Properties>} stays
             * @memberof score.v1.Token
             * @instance
             */
            Token.prototype.stays = $util.emptyArray;

            /**
             * Token failures.
             * @member {number} failures
             * @memberof score.v1.Token
             * @instance
             */
            Token.prototype.failures = 0;

            /**
             * Token kept.
             * @member {boolean} kept
             * @memberof score.v1.Token
             * @instance
             */
            Token.prototype.kept = false;

            /**
             * Token generationTag.
             * @member {number} generationTag
             * @memberof score.v1.Token
             * @instance
             */
            Token.prototype.generationTag = 0;

            /**
             * Token offer.
             * @member {boolean} offer
             * @memberof score.v1.Token
             * @instance
             */
            Token.prototype.offer = false;

            /**
             * Token flights.
             * @member {Array.<score.v1.Flight.$Properties>} flights
             * @memberof score.v1.Token
             * @instance
             */
            Token.prototype.flights = $util.emptyArray;

            /**
             * Token limits.
             * @member {score.v1.Limits.$Properties|null|undefined} limits
             * @memberof score.v1.Token
             * @instance
             */
            Token.prototype.limits = null;

            /**
             * Token moves.
             * @member {number} moves
             * @memberof score.v1.Token
             * @instance
             */
            Token.prototype.moves = 0;

            /**
             * Token epoch.
             * @member {number} epoch
             * @memberof score.v1.Token
             * @instance
             */
            Token.prototype.epoch = 0;

            /**
             * Token heldMs.
             * @member {number} heldMs
             * @memberof score.v1.Token
             * @instance
             */
            Token.prototype.heldMs = 0;

            /**
             * Token lostHosts.
             * @member {Array.<number>} lostHosts
             * @memberof score.v1.Token
             * @instance
             */
            Token.prototype.lostHosts = $util.emptyArray;

            /**
             * Token silentVms.
             * @member {Array.<number>} silentVms
             * @memberof score.v1.Token
             * @instance
             */
            Token.prototype.silentVms = $util.emptyArray;

            /**
             * Token mixed.
             * @member {boolean} mixed
             * @memberof score.v1.Token
             * @instance
             */
            Token.prototype.mixed = false;

            /**
             * Token trueMigrationCost.
             * @member {number} trueMigrationCost
             * @memberof score.v1.Token
             * @instance
             */
            Token.prototype.trueMigrationCost = 0;

            /**
             * Token dryRun.
             * @member {boolean} dryRun
             * @memberof score.v1.Token
             * @instance
             */
            Token.prototype.dryRun = false;

            /**
             * Token autoCost.
             * @member {boolean} autoCost
             * @memberof score.v1.Token
             * @instance
             */
            Token.prototype.autoCost = false;

            /**
             * Token unmeasured.
             * @member {number} unmeasured
             * @memberof score.v1.Token
             * @instance
             */
            Token.prototype.unmeasured = 0;

            /**
             * Token waitedRounds.
             * @member {number} waitedRounds
             * @memberof score.v1.Token
             * @instance
             */
            Token.prototype.waitedRounds = 0;

            /**
             * Encodes the specified Token message. Does not implicitly {@link score.v1.Token.verify|verify} messages.
             * @function encode
             * @memberof score.v1.Token
             * @static
             * @param {score.v1.Token.$Properties} message Token message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Token.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.id);
                if (message.generation != null && $Object.hasOwnProperty.call(message, "generation") && message.generation !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.generation);
                if (message.sequence != null && $Object.hasOwnProperty.call(message, "sequence") && message.sequence !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.sequence);
                if (message.policy != null && $Object.hasOwnProperty.call(message, "policy") && message.policy !== 0)
                    writer.uint32(/* id 4, wireType 0 =*/32).int32(message.policy);
                if (message.migrationCost != null && $Object.hasOwnProperty.call(message, "migrationCost") && !$Object.is(message.migrationCost, 0))
                    writer.uint32(/* id 5, wireType 1 =*/41).double(message.migrationCost);
                if (message.round != null && $Object.hasOwnProperty.call(message, "round") && message.round !== 0)
                    writer.uint32(/* id 6, wireType 0 =*/48).uint32(message.round);
                if (message.maxRounds != null && $Object.hasOwnProperty.call(message, "maxRounds") && message.maxRounds !== 0)
                    writer.uint32(/* id 7, wireType 0 =*/56).uint32(message.maxRounds);
                if (message.origin != null && $Object.hasOwnProperty.call(message, "origin") && message.origin !== 0)
                    writer.uint32(/* id 8, wireType 5 =*/69).fixed32(message.origin);
                if (message.holder != null && $Object.hasOwnProperty.call(message, "holder") && message.holder !== 0)
                    writer.uint32(/* id 9, wireType 5 =*/77).fixed32(message.holder);
                if (message.visited != null && $Object.hasOwnProperty.call(message, "visited") && message.visited !== 0)
                    writer.uint32(/* id 10, wireType 0 =*/80).uint32(message.visited);
                if (message.level != null && $Object.hasOwnProperty.call(message, "level") && message.level !== 0)
                    writer.uint32(/* id 11, wireType 0 =*/88).uint32(message.level);
                if (message.ids != null && $Object.hasOwnProperty.call(message, "ids") && message.ids.length)
                    writer.uint32(/* id 12, wireType 2 =*/98).bytes(message.ids);
                if (message.levels != null && $Object.hasOwnProperty.call(message, "levels") && message.levels.length)
                    writer.uint32(/* id 13, wireType 2 =*/106).bytes(message.levels);
                if (message.loads != null && $Object.hasOwnProperty.call(message, "loads") && message.loads.length)
                    writer.uint32(/* id 14, wireType 2 =*/114).bytes(message.loads);
                if (message.migrationsInRound != null && $Object.hasOwnProperty.call(message, "migrationsInRound") && message.migrationsInRound !== 0)
                    writer.uint32(/* id 15, wireType 0 =*/120).uint32(message.migrationsInRound);
                if (message.migrations != null && $Object.hasOwnProperty.call(message, "migrations") && message.migrations !== 0)
                    writer.uint32(/* id 16, wireType 0 =*/128).uint32(message.migrations);
                if (message.recentMoves != null && message.recentMoves.length)
                    for (let i = 0; i < message.recentMoves.length; ++i)
                        $root.score.v1.Move.encode(message.recentMoves[i], writer.uint32(/* id 17, wireType 2 =*/138).fork(), _depth + 1).ldelim();
                if (message.cursor != null && $Object.hasOwnProperty.call(message, "cursor") && message.cursor !== 0)
                    writer.uint32(/* id 18, wireType 5 =*/149).fixed32(message.cursor);
                if (message.fixedList != null && $Object.hasOwnProperty.call(message, "fixedList") && message.fixedList !== false)
                    writer.uint32(/* id 19, wireType 0 =*/152).bool(message.fixedList);
                if (message.stays != null && message.stays.length)
                    for (let i = 0; i < message.stays.length; ++i)
                        $root.score.v1.ReasonCount.encode(message.stays[i], writer.uint32(/* id 20, wireType 2 =*/162).fork(), _depth + 1).ldelim();
                if (message.failures != null && $Object.hasOwnProperty.call(message, "failures") && message.failures !== 0)
                    writer.uint32(/* id 21, wireType 0 =*/168).uint32(message.failures);
                if (message.kept != null && $Object.hasOwnProperty.call(message, "kept") && message.kept !== false)
                    writer.uint32(/* id 22, wireType 0 =*/176).bool(message.kept);
                if (message.generationTag != null && $Object.hasOwnProperty.call(message, "generationTag") && message.generationTag !== 0)
                    writer.uint32(/* id 23, wireType 5 =*/189).fixed32(message.generationTag);
                if (message.offer != null && $Object.hasOwnProperty.call(message, "offer") && message.offer !== false)
                    writer.uint32(/* id 24, wireType 0 =*/192).bool(message.offer);
                if (message.flights != null && message.flights.length)
                    for (let i = 0; i < message.flights.length; ++i)
                        $root.score.v1.Flight.encode(message.flights[i], writer.uint32(/* id 25, wireType 2 =*/202).fork(), _depth + 1).ldelim();
                if (message.limits != null && $Object.hasOwnProperty.call(message, "limits"))
                    $root.score.v1.Limits.encode(message.limits, writer.uint32(/* id 26, wireType 2 =*/210).fork(), _depth + 1).ldelim();
                if (message.moves != null && $Object.hasOwnProperty.call(message, "moves") && message.moves !== 0)
                    writer.uint32(/* id 27, wireType 0 =*/216).uint32(message.moves);
                if (message.epoch != null && $Object.hasOwnProperty.call(message, "epoch") && message.epoch !== 0)
                    writer.uint32(/* id 28, wireType 0 =*/224).uint32(message.epoch);
                if (message.heldMs != null && $Object.hasOwnProperty.call(message, "heldMs") && !$Object.is(message.heldMs, 0))
                    writer.uint32(/* id 29, wireType 1 =*/233).double(message.heldMs);
                if (message.lostHosts != null && message.lostHosts.length)
                    writer.uint32(/* id 30, wireType 2 =*/242).fixed32s(message.lostHosts);
                if (message.unmeasured != null && $Object.hasOwnProperty.call(message, "unmeasured") && message.unmeasured !== 0)
                    writer.uint32(/* id 31, wireType 0 =*/248).uint32(message.unmeasured);
                if (message.mixed != null && $Object.hasOwnProperty.call(message, "mixed") && message.mixed !== false)
                    writer.uint32(/* id 32, wireType 0 =*/256).bool(message.mixed);
                if (message.silentVms != null && message.silentVms.length)
                    writer.uint32(/* id 33, wireType 2 =*/266).fixed32s(message.silentVms);
                if (message.trueMigrationCost != null && $Object.hasOwnProperty.call(message, "trueMigrationCost") && !$Object.is(message.trueMigrationCost, 0))
                    writer.uint32(/* id 34, wireType 1 =*/273).double(message.trueMigrationCost);
                if (message.dryRun != null && $Object.hasOwnProperty.call(message, "dryRun") && message.dryRun !== false)
                    writer.uint32(/* id 35, wireType 0 =*/280).bool(message.dryRun);
                if (message.autoCost != null && $Object.hasOwnProperty.call(message, "autoCost") && message.autoCost !== false)
                    writer.uint32(/* id 36, wireType 0 =*/288).bool(message.autoCost);
                if (message.waitedRounds != null && $Object.hasOwnProperty.call(message, "waitedRounds") && message.waitedRounds !== 0)
                    writer.uint32(/* id 37, wireType 0 =*/296).uint32(message.waitedRounds);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Token message from the specified reader or buffer.
             * @function decode
             * @memberof score.v1.Token
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {score.v1.Token & score.v1.Token.$Shape} Token
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Token.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.score.v1.Token();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.id = value;
                            else
                                delete message.id;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.generation = value;
                            else
                                delete message.generation;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.sequence = value;
                            else
                                delete message.sequence;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.policy = value;
                            else
                                delete message.policy;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.migrationCost = value;
                            else
                                delete message.migrationCost;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.round = value;
                            else
                                delete message.round;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.maxRounds = value;
                            else
                                delete message.maxRounds;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 5)
                                break;
                            if (value = reader.fixed32())
                                message.origin = value;
                            else
                                delete message.origin;
                            continue;
                        }
                    case 9: {
                            if (wireType !== 5)
                                break;
                            if (value = reader.fixed32())
                                message.holder = value;
                            else
                                delete message.holder;
                            continue;
                        }
                    case 10: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.visited = value;
                            else
                                delete message.visited;
                            continue;
                        }
                    case 11: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.level = value;
                            else
                                delete message.level;
                            continue;
                        }
                    case 12: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.ids = value;
                            else
                                delete message.ids;
                            continue;
                        }
                    case 13: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.levels = value;
                            else
                                delete message.levels;
                            continue;
                        }
                    case 14: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.loads = value;
                            else
                                delete message.loads;
                            continue;
                        }
                    case 15: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.migrationsInRound = value;
                            else
                                delete message.migrationsInRound;
                            continue;
                        }
                    case 16: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.migrations = value;
                            else
                                delete message.migrations;
                            continue;
                        }
                    case 17: {
                            if (wireType !== 2)
                                break;
                            if (!(message.recentMoves && message.recentMoves.length))
                                message.recentMoves = [];
                            message.recentMoves.push($root.score.v1.Move.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 18: {
                            if (wireType !== 5)
                                break;
                            if (value = reader.fixed32())
                                message.cursor = value;
                            else
                                delete message.cursor;
                            continue;
                        }
                    case 19: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.fixedList = value;
                            else
                                delete message.fixedList;
                            continue;
                        }
                    case 20: {
                            if (wireType !== 2)
                                break;
                            if (!(message.stays && message.stays.length))
                                message.stays = [];
                            message.stays.push($root.score.v1.ReasonCount.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 21: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.failures = value;
                            else
                                delete message.failures;
                            continue;
                        }
                    case 22: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.kept = value;
                            else
                                delete message.kept;
                            continue;
                        }
                    case 23: {
                            if (wireType !== 5)
                                break;
                            if (value = reader.fixed32())
                                message.generationTag = value;
                            else
                                delete message.generationTag;
                            continue;
                        }
                    case 24: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.offer = value;
                            else
                                delete message.offer;
                            continue;
                        }
                    case 25: {
                            if (wireType !== 2)
                                break;
                            if (!(message.flights && message.flights.length))
                                message.flights = [];
                            message.flights.push($root.score.v1.Flight.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 26: {
                            if (wireType !== 2)
                                break;
                            message.limits = $root.score.v1.Limits.decode(reader, reader.size(), $undefined, _depth + 1, message.limits);
                            continue;
                        }
                    case 27: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.moves = value;
                            else
                                delete message.moves;
                            continue;
                        }
                    case 28: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.epoch = value;
                            else
                                delete message.epoch;
                            continue;
                        }
                    case 29: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.heldMs = value;
                            else
                                delete message.heldMs;
                            continue;
                        }
                    case 30: {
                            if (wireType === 2) {
                                if (!(message.lostHosts && message.lostHosts.length))
                                    message.lostHosts = [];
                                reader.fixed32s(message.lostHosts);
                                continue;
                            }
                            if (wireType !== 5)
                                break;
                            if (!(message.lostHosts && message.lostHosts.length))
                                message.lostHosts = [];
                            message.lostHosts.push(reader.fixed32());
                            continue;
                        }
                    case 33: {
                            if (wireType === 2) {
                                if (!(message.silentVms && message.silentVms.length))
                                    message.silentVms = [];
                                reader.fixed32s(message.silentVms);
                                continue;
                            }
                            if (wireType !== 5)
                                break;
                            if (!(message.silentVms && message.silentVms.length))
                                message.silentVms = [];
                            message.silentVms.push(reader.fixed32());
                            continue;
                        }
                    case 32: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.mixed = value;
                            else
                                delete message.mixed;
                            continue;
                        }
                    case 34: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.trueMigrationCost = value;
                            else
                                delete message.trueMigrationCost;
                            continue;
                        }
                    case 35: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.dryRun = value;
                            else
                                delete message.dryRun;
                            continue;
                        }
                    case 36: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.autoCost = value;
                            else
                                delete message.autoCost;
                            continue;
                        }
                    case 31: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.unmeasured = value;
                            else
                                delete message.unmeasured;
                            continue;
                        }
                    case 37: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.waitedRounds = value;
                            else
                                delete message.waitedRounds;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for Token
             * @function getTypeUrl
             * @memberof score.v1.Token
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Token.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/score.v1.Token";
            };

            return Token;
        })();

        v1.Flight = (function() {

            /**
             * Properties of a Flight.
             * @typedef {Object} score.v1.Flight.$Properties
             * @property {number|null} [vm] Flight vm
             * @property {number|null} [from] Flight from
             * @property {number|null} [to] Flight to
             * @property {number|null} [round] Flight round
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Flight.
             * @memberof score.v1
             * @interface IFlight
             * @augments score.v1.Flight.$Properties
             * @deprecated Use score.v1.Flight.$Properties instead.
             */

            /**
             * Shape of a Flight.
             * @typedef {score.v1.Flight.$Properties} score.v1.Flight.$Shape
             */

            /**
             * Constructs a new Flight.
             * @memberof score.v1
             * @classdesc Represents a Flight.
             * @constructor
             * @param {score.v1.Flight.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Flight = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Flight vm.
             * @member {number} vm
             * @memberof score.v1.Flight
             * @instance
             */
            Flight.prototype.vm = 0;

            /**
             * Flight from.
             * @member {number} from
             * @memberof score.v1.Flight
             * @instance
             */
            Flight.prototype.from = 0;

            /**
             * Flight to.
             * @member {number} to
             * @memberof score.v1.Flight
             * @instance
             */
            Flight.prototype.to = 0;

            /**
             * Flight round.
             * @member {number} round
             * @memberof score.v1.Flight
             * @instance
             */
            Flight.prototype.round = 0;

            /**
             * Encodes the specified Flight message. Does not implicitly {@link score.v1.Flight.verify|verify} messages.
             * @function encode
             * @memberof score.v1.Flight
             * @static
             * @param {score.v1.Flight.$Properties} message Flight message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Flight.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.vm != null && $Object.hasOwnProperty.call(message, "vm") && message.vm !== 0)
                    writer.uint32(/* id 1, wireType 5 =*/13).fixed32(message.vm);
                if (message.from != null && $Object.hasOwnProperty.call(message, "from") && message.from !== 0)
                    writer.uint32(/* id 2, wireType 5 =*/21).fixed32(message.from);
                if (message.to != null && $Object.hasOwnProperty.call(message, "to") && message.to !== 0)
                    writer.uint32(/* id 3, wireType 5 =*/29).fixed32(message.to);
                if (message.round != null && $Object.hasOwnProperty.call(message, "round") && message.round !== 0)
                    writer.uint32(/* id 4, wireType 0 =*/32).uint32(message.round);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Flight message from the specified reader or buffer.
             * @function decode
             * @memberof score.v1.Flight
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {score.v1.Flight & score.v1.Flight.$Shape} Flight
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Flight.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.score.v1.Flight();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 5)
                                break;
                            if (value = reader.fixed32())
                                message.vm = value;
                            else
                                delete message.vm;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 5)
                                break;
                            if (value = reader.fixed32())
                                message.from = value;
                            else
                                delete message.from;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 5)
                                break;
                            if (value = reader.fixed32())
                                message.to = value;
                            else
                                delete message.to;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.round = value;
                            else
                                delete message.round;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for Flight
             * @function getTypeUrl
             * @memberof score.v1.Flight
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Flight.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/score.v1.Flight";
            };

            return Flight;
        })();

        v1.Limits = (function() {

            /**
             * Properties of a Limits.
             * @typedef {Object} score.v1.Limits.$Properties
             * @property {number|null} [total] Limits total
             * @property {number|null} [intoHost] Limits intoHost
             * @property {number|null} [outOfHost] Limits outOfHost
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Limits.
             * @memberof score.v1
             * @interface ILimits
             * @augments score.v1.Limits.$Properties
             * @deprecated Use score.v1.Limits.$Properties instead.
             */

            /**
             * Shape of a Limits.
             * @typedef {score.v1.Limits.$Properties} score.v1.Limits.$Shape
             */

            /**
             * Constructs a new Limits.
             * @memberof score.v1
             * @classdesc Represents a Limits.
             * @constructor
             * @param {score.v1.Limits.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Limits = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Limits total.
             * @member {number} total
             * @memberof score.v1.Limits
             * @instance
             */
            Limits.prototype.total = 0;

            /**
             * Limits intoHost.
             * @member {number} intoHost
             * @memberof score.v1.Limits
             * @instance
             */
            Limits.prototype.intoHost = 0;

            /**
             * Limits outOfHost.
             * @member {number} outOfHost
             * @memberof score.v1.Limits
             * @instance
             */
            Limits.prototype.outOfHost = 0;

            /**
             * Encodes the specified Limits message. Does not implicitly {@link score.v1.Limits.verify|verify} messages.
             * @function encode
             * @memberof score.v1.Limits
             * @static
             * @param {score.v1.Limits.$Properties} message Limits message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Limits.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.total != null && $Object.hasOwnProperty.call(message, "total") && message.total !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.total);
                if (message.intoHost != null && $Object.hasOwnProperty.call(message, "intoHost") && message.intoHost !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.intoHost);
                if (message.outOfHost != null && $Object.hasOwnProperty.call(message, "outOfHost") && message.outOfHost !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.outOfHost);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Limits message from the specified reader or buffer.
             * @function decode
             * @memberof score.v1.Limits
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {score.v1.Limits & score.v1.Limits.$Shape} Limits
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Limits.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.score.v1.Limits();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.total = value;
                            else
                                delete message.total;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.intoHost = value;
                            else
                                delete message.intoHost;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.outOfHost = value;
                            else
                                delete message.outOfHost;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for Limits
             * @function getTypeUrl
             * @memberof score.v1.Limits
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Limits.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/score.v1.Limits";
            };

            return Limits;
        })();

        v1.TokenChange = (function() {

            /**
             * Properties of a TokenChange.
             * @typedef {Object} score.v1.TokenChange.$Properties
             * @property {score.v1.Token.$Properties|null} [header] TokenChange header
             * @property {number|null} [baseGeneration] TokenChange baseGeneration
             * @property {number|null} [baseSequence] TokenChange baseSequence
             * @property {number|null} [digestLow] TokenChange digestLow
             * @property {number|null} [digestHigh] TokenChange digestHigh
             * @property {number|null} [baseGenerationTag] TokenChange baseGenerationTag
             * @property {Uint8Array|null} [dropped] TokenChange dropped
             * @property {Uint8Array|null} [added] TokenChange added
             * @property {Uint8Array|null} [levelsAt] TokenChange levelsAt
             * @property {Uint8Array|null} [levels] TokenChange levels
             * @property {Uint8Array|null} [loadsAt] TokenChange loadsAt
             * @property {Uint8Array|null} [loads] TokenChange loads
             * @property {score.v1.VisitedGuess|null} [visitedGuess] TokenChange visitedGuess
             * @property {Uint8Array|null} [visitedRuns] TokenChange visitedRuns
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a TokenChange.
             * @memberof score.v1
             * @interface ITokenChange
             * @augments score.v1.TokenChange.$Properties
             * @deprecated Use score.v1.TokenChange.$Properties instead.
             */

            /**
             * Shape of a TokenChange.
             * @typedef {score.v1.TokenChange.$Properties} score.v1.TokenChange.$Shape
             */

            /**
             * Constructs a new TokenChange.
             * @memberof score.v1
             * @classdesc Represents a TokenChange.
             * @constructor
             * @param {score.v1.TokenChange.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const TokenChange = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * TokenChange header.
             * @member {score.v1.Token.$Properties|null|undefined} header
             * @memberof score.v1.TokenChange
             * @instance
             */
            TokenChange.prototype.header = null;

            /**
             * TokenChange baseGeneration.
             * @member {number} baseGeneration
             * @memberof score.v1.TokenChange
             * @instance
             */
            TokenChange.prototype.baseGeneration = 0;

            /**
             * TokenChange baseSequence.
             * @member {number} baseSequence
             * @memberof score.v1.TokenChange
             * @instance
             */
            TokenChange.prototype.baseSequence = 0;

            /**
             * TokenChange digestLow.
             * @member {number} digestLow
             * @memberof score.v1.TokenChange
             * @instance
             */
            TokenChange.prototype.digestLow = 0;

            /**
             * TokenChange digestHigh.
             * @member {number} digestHigh
             * @memberof score.v1.TokenChange
             * @instance
             */
            TokenChange.prototype.digestHigh = 0;

            /**
             * TokenChange baseGenerationTag.
             * @member {number} baseGenerationTag
             * @memberof score.v1.TokenChange
             * @instance
             */
            TokenChange.prototype.baseGenerationTag = 0;

            /**
             * TokenChange dropped.
             * @member {Uint8Array} dropped
             * @memberof score.v1.TokenChange
             * @instance
             */
            TokenChange.prototype.dropped = $util.newBuffer([]);

            /**
             * TokenChange added.
             * @member {Uint8Array} added
             * @memberof score.v1.TokenChange
             * @instance
             */
            TokenChange.prototype.added = $util.newBuffer([]);

            /**
             * TokenChange levelsAt.
             * @member {Uint8Array} levelsAt
             * @memberof score.v1.TokenChange
             * @instance
             */
            TokenChange.prototype.levelsAt = $util.newBuffer([]);

            /**
             * TokenChange levels.
             * @member {Uint8Array} levels
             * @memberof score.v1.TokenChange
             * @instance
             */
            TokenChange.prototype.levels = $util.newBuffer([]);

            /**
             * TokenChange loadsAt.
             * @member {Uint8Array} loadsAt
             * @memberof score.v1.TokenChange
             * @instance
             */
            TokenChange.prototype.loadsAt = $util.newBuffer([]);

            /**
             * TokenChange loads.
             * @member {Uint8Array} loads
             * @memberof score.v1.TokenChange
             * @instance
             */
            TokenChange.prototype.loads = $util.newBuffer([]);

            /**
             * TokenChange visitedGuess.
             * @member {score.v1.VisitedGuess} visitedGuess
             * @memberof score.v1.TokenChange
             * @instance
             */
            TokenChange.prototype.visitedGuess = 0;

            /**
             * TokenChange visitedRuns.
             * @member {Uint8Array} visitedRuns
             * @memberof score.v1.TokenChange
             * @instance
             */
            TokenChange.prototype.visitedRuns = $util.newBuffer([]);

            /**
             * Encodes the specified TokenChange message. Does not implicitly {@link score.v1.TokenChange.verify|verify} messages.
             * @function encode
             * @memberof score.v1.TokenChange
             * @static
             * @param {score.v1.TokenChange.$Properties} message TokenChange message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            TokenChange.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.header != null && $Object.hasOwnProperty.call(message, "header"))
                    $root.score.v1.Token.encode(message.header, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.baseGeneration != null && $Object.hasOwnProperty.call(message, "baseGeneration") && message.baseGeneration !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.baseGeneration);
                if (message.baseSequence != null && $Object.hasOwnProperty.call(message, "baseSequence") && message.baseSequence !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.baseSequence);
                if (message.digestLow != null && $Object.hasOwnProperty.call(message, "digestLow") && message.digestLow !== 0)
                    writer.uint32(/* id 4, wireType 5 =*/37).fixed32(message.digestLow);
                if (message.digestHigh != null && $Object.hasOwnProperty.call(message, "digestHigh") && message.digestHigh !== 0)
                    writer.uint32(/* id 5, wireType 5 =*/45).fixed32(message.digestHigh);
                if (message.dropped != null && $Object.hasOwnProperty.call(message, "dropped") && message.dropped.length)
                    writer.uint32(/* id 6, wireType 2 =*/50).bytes(message.dropped);
                if (message.added != null && $Object.hasOwnProperty.call(message, "added") && message.added.length)
                    writer.uint32(/* id 7, wireType 2 =*/58).bytes(message.added);
                if (message.levelsAt != null && $Object.hasOwnProperty.call(message, "levelsAt") && message.levelsAt.length)
                    writer.uint32(/* id 8, wireType 2 =*/66).bytes(message.levelsAt);
                if (message.levels != null && $Object.hasOwnProperty.call(message, "levels") && message.levels.length)
                    writer.uint32(/* id 9, wireType 2 =*/74).bytes(message.levels);
                if (message.loadsAt != null && $Object.hasOwnProperty.call(message, "loadsAt") && message.loadsAt.length)
                    writer.uint32(/* id 10, wireType 2 =*/82).bytes(message.loadsAt);
                if (message.loads != null && $Object.hasOwnProperty.call(message, "loads") && message.loads.length)
                    writer.uint32(/* id 11, wireType 2 =*/90).bytes(message.loads);
                if (message.visitedGuess != null && $Object.hasOwnProperty.call(message, "visitedGuess") && message.visitedGuess !== 0)
                    writer.uint32(/* id 12, wireType 0 =*/96).int32(message.visitedGuess);
                if (message.visitedRuns != null && $Object.hasOwnProperty.call(message, "visitedRuns") && message.visitedRuns.length)
                    writer.uint32(/* id 13, wireType 2 =*/106).bytes(message.visitedRuns);
                if (message.baseGenerationTag != null && $Object.hasOwnProperty.call(message, "baseGenerationTag") && message.baseGenerationTag !== 0)
                    writer.uint32(/* id 14, wireType 5 =*/117).fixed32(message.baseGenerationTag);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a TokenChange message from the specified reader or buffer.
             * @function decode
             * @memberof score.v1.TokenChange
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {score.v1.TokenChange & score.v1.TokenChange.$Shape} TokenChange
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            TokenChange.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.score.v1.TokenChange();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.header = $root.score.v1.Token.decode(reader, reader.size(), $undefined, _depth + 1, message.header);
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.baseGeneration = value;
                            else
                                delete message.baseGeneration;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.baseSequence = value;
                            else
                                delete message.baseSequence;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 5)
                                break;
                            if (value = reader.fixed32())
                                message.digestLow = value;
                            else
                                delete message.digestLow;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 5)
                                break;
                            if (value = reader.fixed32())
                                message.digestHigh = value;
                            else
                                delete message.digestHigh;
                            continue;
                        }
                    case 14: {
                            if (wireType !== 5)
                                break;
                            if (value = reader.fixed32())
                                message.baseGenerationTag = value;
                            else
                                delete message.baseGenerationTag;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.dropped = value;
                            else
                                delete message.dropped;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.added = value;
                            else
                                delete message.added;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.levelsAt = value;
                            else
                                delete message.levelsAt;
                            continue;
                        }
                    case 9: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.levels = value;
                            else
                                delete message.levels;
                            continue;
                        }
                    case 10: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.loadsAt = value;
                            else
                                delete message.loadsAt;
                            continue;
                        }
                    case 11: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.loads = value;
                            else
                                delete message.loads;
                            continue;
                        }
                    case 12: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.visitedGuess = value;
                            else
                                delete message.visitedGuess;
                            continue;
                        }
                    case 13: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.visitedRuns = value;
                            else
                                delete message.visitedRuns;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for TokenChange
             * @function getTypeUrl
             * @memberof score.v1.TokenChange
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            TokenChange.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/score.v1.TokenChange";
            };

            return TokenChange;
        })();

        /**
         * VisitedGuess enum.
         * @name score.v1.VisitedGuess
         * @enum {number}
         * @property {number} NOBODY=0 NOBODY value
         * @property {number} AS_IN_BASE=1 AS_IN_BASE value
         * @property {number} BY_POLICY=2 BY_POLICY value
         */
        v1.VisitedGuess = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "NOBODY"] = 0;
            values[valuesById[1] = "AS_IN_BASE"] = 1;
            values[valuesById[2] = "BY_POLICY"] = 2;
            return values;
        })();

        v1.Move = (function() {

            /**
             * Properties of a Move.
             * @typedef {Object} score.v1.Move.$Properties
             * @property {number|null} [vm] Move vm
             * @property {number|null} [to] Move to
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Move.
             * @memberof score.v1
             * @interface IMove
             * @augments score.v1.Move.$Properties
             * @deprecated Use score.v1.Move.$Properties instead.
             */

            /**
             * Shape of a Move.
             * @typedef {score.v1.Move.$Properties} score.v1.Move.$Shape
             */

            /**
             * Constructs a new Move.
             * @memberof score.v1
             * @classdesc Represents a Move.
             * @constructor
             * @param {score.v1.Move.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Move = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Move vm.
             * @member {number} vm
             * @memberof score.v1.Move
             * @instance
             */
            Move.prototype.vm = 0;

            /**
             * Move to.
             * @member {number} to
             * @memberof score.v1.Move
             * @instance
             */
            Move.prototype.to = 0;

            /**
             * Encodes the specified Move message. Does not implicitly {@link score.v1.Move.verify|verify} messages.
             * @function encode
             * @memberof score.v1.Move
             * @static
             * @param {score.v1.Move.$Properties} message Move message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Move.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.vm != null && $Object.hasOwnProperty.call(message, "vm") && message.vm !== 0)
                    writer.uint32(/* id 1, wireType 5 =*/13).fixed32(message.vm);
                if (message.to != null && $Object.hasOwnProperty.call(message, "to") && message.to !== 0)
                    writer.uint32(/* id 2, wireType 5 =*/21).fixed32(message.to);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Move message from the specified reader or buffer.
             * @function decode
             * @memberof score.v1.Move
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {score.v1.Move & score.v1.Move.$Shape} Move
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Move.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.score.v1.Move();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 5)
                                break;
                            if (value = reader.fixed32())
                                message.vm = value;
                            else
                                delete message.vm;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 5)
                                break;
                            if (value = reader.fixed32())
                                message.to = value;
                            else
                                delete message.to;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for Move
             * @function getTypeUrl
             * @memberof score.v1.Move
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Move.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/score.v1.Move";
            };

            return Move;
        })();

        v1.TokenAck = (function() {

            /**
             * Properties of a TokenAck.
             * @typedef {Object} score.v1.TokenAck.$Properties
             * @property {Uint8Array|null} [tokenId] TokenAck tokenId
             * @property {number|null} [generation] TokenAck generation
             * @property {number|null} [sequence] TokenAck sequence
             * @property {boolean|null} [accepted] TokenAck accepted
             * @property {string|null} [reason] TokenAck reason
             * @property {number|null} [host] TokenAck host
             * @property {boolean|null} [kept] TokenAck kept
             * @property {boolean|null} [baseUnknown] TokenAck baseUnknown
             * @property {number|null} [generationTag] TokenAck generationTag
             * @property {number|null} [incarnation] TokenAck incarnation
             * @property {Array.<number>|null} [vms] TokenAck vms
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a TokenAck.
             * @memberof score.v1
             * @interface ITokenAck
             * @augments score.v1.TokenAck.$Properties
             * @deprecated Use score.v1.TokenAck.$Properties instead.
             */

            /**
             * Shape of a TokenAck.
             * @typedef {score.v1.TokenAck.$Properties} score.v1.TokenAck.$Shape
             */

            /**
             * Constructs a new TokenAck.
             * @memberof score.v1
             * @classdesc Represents a TokenAck.
             * @constructor
             * @param {score.v1.TokenAck.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const TokenAck = function (properties) {
                this.vms = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * TokenAck tokenId.
             * @member {Uint8Array} tokenId
             * @memberof score.v1.TokenAck
             * @instance
             */
            TokenAck.prototype.tokenId = $util.newBuffer([]);

            /**
             * TokenAck generation.
             * @member {number} generation
             * @memberof score.v1.TokenAck
             * @instance
             */
            TokenAck.prototype.generation = 0;

            /**
             * TokenAck sequence.
             * @member {number} sequence
             * @memberof score.v1.TokenAck
             * @instance
             */
            TokenAck.prototype.sequence = 0;

            /**
             * TokenAck accepted.
             * @member {boolean} accepted
             * @memberof score.v1.TokenAck
             * @instance
             */
            TokenAck.prototype.accepted = false;

            /**
             * TokenAck reason.
             * @member {string} reason
             * @memberof score.v1.TokenAck
             * @instance
             */
            TokenAck.prototype.reason = "";

            /**
             * TokenAck host.
             * @member {number} host
             * @memberof score.v1.TokenAck
             * @instance
             */
            TokenAck.prototype.host = 0;

            /**
             * TokenAck kept.
             * @member {boolean} kept
             * @memberof score.v1.TokenAck
             * @instance
             */
            TokenAck.prototype.kept = false;

            /**
             * TokenAck baseUnknown.
             * @member {boolean} baseUnknown
             * @memberof score.v1.TokenAck
             * @instance
             */
            TokenAck.prototype.baseUnknown = false;

            /**
             * TokenAck generationTag.
             * @member {number} generationTag
             * @memberof score.v1.TokenAck
             * @instance
             */
            TokenAck.prototype.generationTag = 0;

            /**
             * TokenAck incarnation.
             * @member {number} incarnation
             * @memberof score.v1.TokenAck
             * @instance
             */
            TokenAck.prototype.incarnation = 0;

            /**
             * TokenAck vms.
             * @member {Array.<number>} vms
             * @memberof score.v1.TokenAck
             * @instance
             */
            TokenAck.prototype.vms = $util.emptyArray;

            /**
             * Encodes the specified TokenAck message. Does not implicitly {@link score.v1.TokenAck.verify|verify} messages.
             * @function encode
             * @memberof score.v1.TokenAck
             * @static
             * @param {score.v1.TokenAck.$Properties} message TokenAck message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            TokenAck.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.tokenId != null && $Object.hasOwnProperty.call(message, "tokenId") && message.tokenId.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.tokenId);
                if (message.generation != null && $Object.hasOwnProperty.call(message, "generation") && message.generation !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.generation);
                if (message.sequence != null && $Object.hasOwnProperty.call(message, "sequence") && message.sequence !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.sequence);
                if (message.accepted != null && $Object.hasOwnProperty.call(message, "accepted") && message.accepted !== false)
                    writer.uint32(/* id 4, wireType 0 =*/32).bool(message.accepted);
                if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                    writer.uint32(/* id 5, wireType 2 =*/42).string(message.reason);
                if (message.host != null && $Object.hasOwnProperty.call(message, "host") && message.host !== 0)
                    writer.uint32(/* id 6, wireType 5 =*/53).fixed32(message.host);
                if (message.kept != null && $Object.hasOwnProperty.call(message, "kept") && message.kept !== false)
                    writer.uint32(/* id 7, wireType 0 =*/56).bool(message.kept);
                if (message.baseUnknown != null && $Object.hasOwnProperty.call(message, "baseUnknown") && message.baseUnknown !== false)
                    writer.uint32(/* id 8, wireType 0 =*/64).bool(message.baseUnknown);
                if (message.generationTag != null && $Object.hasOwnProperty.call(message, "generationTag") && message.generationTag !== 0)
                    writer.uint32(/* id 9, wireType 5 =*/77).fixed32(message.generationTag);
                if (message.incarnation != null && $Object.hasOwnProperty.call(message, "incarnation") && message.incarnation !== 0)
                    writer.uint32(/* id 10, wireType 5 =*/85).fixed32(message.incarnation);
                if (message.vms != null && message.vms.length)
                    writer.uint32(/* id 11, wireType 2 =*/90).fixed32s(message.vms);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a TokenAck message from the specified reader or buffer.
             * @function decode
             * @memberof score.v1.TokenAck
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {score.v1.TokenAck & score.v1.TokenAck.$Shape} TokenAck
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            TokenAck.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.score.v1.TokenAck();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.tokenId = value;
                            else
                                delete message.tokenId;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.generation = value;
                            else
                                delete message.generation;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.sequence = value;
                            else
                                delete message.sequence;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.accepted = value;
                            else
                                delete message.accepted;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.reason = value;
                            else
                                delete message.reason;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 5)
                                break;
                            if (value = reader.fixed32())
                                message.host = value;
                            else
                                delete message.host;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.kept = value;
                            else
                                delete message.kept;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.baseUnknown = value;
                            else
                                delete message.baseUnknown;
                            continue;
                        }
                    case 9: {
                            if (wireType !== 5)
                                break;
                            if (value = reader.fixed32())
                                message.generationTag = value;
                            else
                                delete message.generationTag;
                            continue;
                        }
                    case 10: {
                            if (wireType !== 5)
                                break;
                            if (value = reader.fixed32())
                                message.incarnation = value;
                            else
                                delete message.incarnation;
                            continue;
                        }
                    case 11: {
                            if (wireType === 2) {
                                if (!(message.vms && message.vms.length))
                                    message.vms = [];
                                reader.fixed32s(message.vms);
                                continue;
                            }
                            if (wireType !== 5)
                                break;
                            if (!(message.vms && message.vms.length))
                                message.vms = [];
                            message.vms.push(reader.fixed32());
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for TokenAck
             * @function getTypeUrl
             * @memberof score.v1.TokenAck
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            TokenAck.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/score.v1.TokenAck";
            };

            return TokenAck;
        })();

        v1.TokenGrant = (function() {

            /**
             * Properties of a TokenGrant.
             * @typedef {Object} score.v1.TokenGrant.$Properties
             * @property {Uint8Array|null} [tokenId] TokenGrant tokenId
             * @property {number|null} [generation] TokenGrant generation
             * @property {number|null} [generationTag] TokenGrant generationTag
             * @property {number|null} [sequence] TokenGrant sequence
             * @property {number|null} [incarnation] TokenGrant incarnation
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a TokenGrant.
             * @memberof score.v1
             * @interface ITokenGrant
             * @augments score.v1.TokenGrant.$Properties
             * @deprecated Use score.v1.TokenGrant.$Properties instead.
             */

            /**
             * Shape of a TokenGrant.
             * @typedef {score.v1.TokenGrant.$Properties} score.v1.TokenGrant.$Shape
             */

            /**
             * Constructs a new TokenGrant.
             * @memberof score.v1
             * @classdesc Represents a TokenGrant.
             * @constructor
             * @param {score.v1.TokenGrant.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const TokenGrant = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * TokenGrant tokenId.
             * @member {Uint8Array} tokenId
             * @memberof score.v1.TokenGrant
             * @instance
             */
            TokenGrant.prototype.tokenId = $util.newBuffer([]);

            /**
             * TokenGrant generation.
             * @member {number} generation
             * @memberof score.v1.TokenGrant
             * @instance
             */
            TokenGrant.prototype.generation = 0;

            /**
             * TokenGrant generationTag.
             * @member {number} generationTag
             * @memberof score.v1.TokenGrant
             * @instance
             */
            TokenGrant.prototype.generationTag = 0;

            /**
             * TokenGrant sequence.
             * @member {number} sequence
             * @memberof score.v1.TokenGrant
             * @instance
             */
            TokenGrant.prototype.sequence = 0;

            /**
             * TokenGrant incarnation.
             * @member {number} incarnation
             * @memberof score.v1.TokenGrant
             * @instance
             */
            TokenGrant.prototype.incarnation = 0;

            /**
             * Encodes the specified TokenGrant message. Does not implicitly {@link score.v1.TokenGrant.verify|verify} messages.
             * @function encode
             * @memberof score.v1.TokenGrant
             * @static
             * @param {score.v1.TokenGrant.$Properties} message TokenGrant message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            TokenGrant.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.tokenId != null && $Object.hasOwnProperty.call(message, "tokenId") && message.tokenId.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.tokenId);
                if (message.generation != null && $Object.hasOwnProperty.call(message, "generation") && message.generation !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.generation);
                if (message.generationTag != null && $Object.hasOwnProperty.call(message, "generationTag") && message.generationTag !== 0)
                    writer.uint32(/* id 3, wireType 5 =*/29).fixed32(message.generationTag);
                if (message.sequence != null && $Object.hasOwnProperty.call(message, "sequence") && message.sequence !== 0)
                    writer.uint32(/* id 4, wireType 0 =*/32).uint32(message.sequence);
                if (message.incarnation != null && $Object.hasOwnProperty.call(message, "incarnation") && message.incarnation !== 0)
                    writer.uint32(/* id 5, wireType 5 =*/45).fixed32(message.incarnation);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a TokenGrant message from the specified reader or buffer.
             * @function decode
             * @memberof score.v1.TokenGrant
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {score.v1.TokenGrant & score.v1.TokenGrant.$Shape} TokenGrant
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            TokenGrant.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.score.v1.TokenGrant();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.tokenId = value;
                            else
                                delete message.tokenId;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.generation = value;
                            else
                                delete message.generation;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 5)
                                break;
                            if (value = reader.fixed32())
                                message.generationTag = value;
                            else
                                delete message.generationTag;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.sequence = value;
                            else
                                delete message.sequence;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 5)
                                break;
                            if (value = reader.fixed32())
                                message.incarnation = value;
                            else
                                delete message.incarnation;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for TokenGrant
             * @function getTypeUrl
             * @memberof score.v1.TokenGrant
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            TokenGrant.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/score.v1.TokenGrant";
            };

            return TokenGrant;
        })();

        /**
         * HopState enum.
         * @name score.v1.HopState
         * @enum {number}
         * @property {number} HOP_UNSPECIFIED=0 HOP_UNSPECIFIED value
         * @property {number} HOP_HOLDING=1 HOP_HOLDING value
         * @property {number} HOP_MOVED=2 HOP_MOVED value
         * @property {number} HOP_ENDED=3 HOP_ENDED value
         * @property {number} HOP_WITHDRAWN=4 HOP_WITHDRAWN value
         * @property {number} HOP_UNKNOWN=5 HOP_UNKNOWN value
         * @property {number} HOP_SUPERSEDED=6 HOP_SUPERSEDED value
         */
        v1.HopState = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "HOP_UNSPECIFIED"] = 0;
            values[valuesById[1] = "HOP_HOLDING"] = 1;
            values[valuesById[2] = "HOP_MOVED"] = 2;
            values[valuesById[3] = "HOP_ENDED"] = 3;
            values[valuesById[4] = "HOP_WITHDRAWN"] = 4;
            values[valuesById[5] = "HOP_UNKNOWN"] = 5;
            values[valuesById[6] = "HOP_SUPERSEDED"] = 6;
            return values;
        })();

        v1.TokenState = (function() {

            /**
             * Properties of a TokenState.
             * @typedef {Object} score.v1.TokenState.$Properties
             * @property {Uint8Array|null} [tokenId] TokenState tokenId
             * @property {number|null} [generation] TokenState generation
             * @property {number|null} [generationTag] TokenState generationTag
             * @property {number|null} [sequence] TokenState sequence
             * @property {score.v1.HopState|null} [state] TokenState state
             * @property {number|null} [host] TokenState host
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a TokenState.
             * @memberof score.v1
             * @interface ITokenState
             * @augments score.v1.TokenState.$Properties
             * @deprecated Use score.v1.TokenState.$Properties instead.
             */

            /**
             * Shape of a TokenState.
             * @typedef {score.v1.TokenState.$Properties} score.v1.TokenState.$Shape
             */

            /**
             * Constructs a new TokenState.
             * @memberof score.v1
             * @classdesc Represents a TokenState.
             * @constructor
             * @param {score.v1.TokenState.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const TokenState = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * TokenState tokenId.
             * @member {Uint8Array} tokenId
             * @memberof score.v1.TokenState
             * @instance
             */
            TokenState.prototype.tokenId = $util.newBuffer([]);

            /**
             * TokenState generation.
             * @member {number} generation
             * @memberof score.v1.TokenState
             * @instance
             */
            TokenState.prototype.generation = 0;

            /**
             * TokenState generationTag.
             * @member {number} generationTag
             * @memberof score.v1.TokenState
             * @instance
             */
            TokenState.prototype.generationTag = 0;

            /**
             * TokenState sequence.
             * @member {number} sequence
             * @memberof score.v1.TokenState
             * @instance
             */
            TokenState.prototype.sequence = 0;

            /**
             * TokenState state.
             * @member {score.v1.HopState} state
             * @memberof score.v1.TokenState
             * @instance
             */
            TokenState.prototype.state = 0;

            /**
             * TokenState host.
             * @member {number} host
             * @memberof score.v1.TokenState
             * @instance
             */
            TokenState.prototype.host = 0;

            /**
             * Encodes the specified TokenState message. Does not implicitly {@link score.v1.TokenState.verify|verify} messages.
             * @function encode
             * @memberof score.v1.TokenState
             * @static
             * @param {score.v1.TokenState.$Properties} message TokenState message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            TokenState.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.tokenId != null && $Object.hasOwnProperty.call(message, "tokenId") && message.tokenId.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.tokenId);
                if (message.generation != null && $Object.hasOwnProperty.call(message, "generation") && message.generation !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.generation);
                if (message.generationTag != null && $Object.hasOwnProperty.call(message, "generationTag") && message.generationTag !== 0)
                    writer.uint32(/* id 3, wireType 5 =*/29).fixed32(message.generationTag);
                if (message.sequence != null && $Object.hasOwnProperty.call(message, "sequence") && message.sequence !== 0)
                    writer.uint32(/* id 4, wireType 0 =*/32).uint32(message.sequence);
                if (message.state != null && $Object.hasOwnProperty.call(message, "state") && message.state !== 0)
                    writer.uint32(/* id 5, wireType 0 =*/40).int32(message.state);
                if (message.host != null && $Object.hasOwnProperty.call(message, "host") && message.host !== 0)
                    writer.uint32(/* id 6, wireType 5 =*/53).fixed32(message.host);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a TokenState message from the specified reader or buffer.
             * @function decode
             * @memberof score.v1.TokenState
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {score.v1.TokenState & score.v1.TokenState.$Shape} TokenState
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            TokenState.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.score.v1.TokenState();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.tokenId = value;
                            else
                                delete message.tokenId;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.generation = value;
                            else
                                delete message.generation;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 5)
                                break;
                            if (value = reader.fixed32())
                                message.generationTag = value;
                            else
                                delete message.generationTag;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.sequence = value;
                            else
                                delete message.sequence;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.state = value;
                            else
                                delete message.state;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 5)
                                break;
                            if (value = reader.fixed32())
                                message.host = value;
                            else
                                delete message.host;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for TokenState
             * @function getTypeUrl
             * @memberof score.v1.TokenState
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            TokenState.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/score.v1.TokenState";
            };

            return TokenState;
        })();

        v1.TokenInquiry = (function() {

            /**
             * Properties of a TokenInquiry.
             * @typedef {Object} score.v1.TokenInquiry.$Properties
             * @property {number|null} [request] TokenInquiry request
             * @property {Uint8Array|null} [tokenId] TokenInquiry tokenId
             * @property {number|null} [generation] TokenInquiry generation
             * @property {number|null} [generationTag] TokenInquiry generationTag
             * @property {number|null} [sequence] TokenInquiry sequence
             * @property {number|null} [host] TokenInquiry host
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a TokenInquiry.
             * @memberof score.v1
             * @interface ITokenInquiry
             * @augments score.v1.TokenInquiry.$Properties
             * @deprecated Use score.v1.TokenInquiry.$Properties instead.
             */

            /**
             * Shape of a TokenInquiry.
             * @typedef {score.v1.TokenInquiry.$Properties} score.v1.TokenInquiry.$Shape
             */

            /**
             * Constructs a new TokenInquiry.
             * @memberof score.v1
             * @classdesc Represents a TokenInquiry.
             * @constructor
             * @param {score.v1.TokenInquiry.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const TokenInquiry = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * TokenInquiry request.
             * @member {number} request
             * @memberof score.v1.TokenInquiry
             * @instance
             */
            TokenInquiry.prototype.request = 0;

            /**
             * TokenInquiry tokenId.
             * @member {Uint8Array} tokenId
             * @memberof score.v1.TokenInquiry
             * @instance
             */
            TokenInquiry.prototype.tokenId = $util.newBuffer([]);

            /**
             * TokenInquiry generation.
             * @member {number} generation
             * @memberof score.v1.TokenInquiry
             * @instance
             */
            TokenInquiry.prototype.generation = 0;

            /**
             * TokenInquiry generationTag.
             * @member {number} generationTag
             * @memberof score.v1.TokenInquiry
             * @instance
             */
            TokenInquiry.prototype.generationTag = 0;

            /**
             * TokenInquiry sequence.
             * @member {number} sequence
             * @memberof score.v1.TokenInquiry
             * @instance
             */
            TokenInquiry.prototype.sequence = 0;

            /**
             * TokenInquiry host.
             * @member {number} host
             * @memberof score.v1.TokenInquiry
             * @instance
             */
            TokenInquiry.prototype.host = 0;

            /**
             * Encodes the specified TokenInquiry message. Does not implicitly {@link score.v1.TokenInquiry.verify|verify} messages.
             * @function encode
             * @memberof score.v1.TokenInquiry
             * @static
             * @param {score.v1.TokenInquiry.$Properties} message TokenInquiry message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            TokenInquiry.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.request != null && $Object.hasOwnProperty.call(message, "request") && message.request !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.request);
                if (message.tokenId != null && $Object.hasOwnProperty.call(message, "tokenId") && message.tokenId.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.tokenId);
                if (message.generation != null && $Object.hasOwnProperty.call(message, "generation") && message.generation !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.generation);
                if (message.generationTag != null && $Object.hasOwnProperty.call(message, "generationTag") && message.generationTag !== 0)
                    writer.uint32(/* id 4, wireType 5 =*/37).fixed32(message.generationTag);
                if (message.sequence != null && $Object.hasOwnProperty.call(message, "sequence") && message.sequence !== 0)
                    writer.uint32(/* id 5, wireType 0 =*/40).uint32(message.sequence);
                if (message.host != null && $Object.hasOwnProperty.call(message, "host") && message.host !== 0)
                    writer.uint32(/* id 6, wireType 5 =*/53).fixed32(message.host);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a TokenInquiry message from the specified reader or buffer.
             * @function decode
             * @memberof score.v1.TokenInquiry
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {score.v1.TokenInquiry & score.v1.TokenInquiry.$Shape} TokenInquiry
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            TokenInquiry.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.score.v1.TokenInquiry();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.request = value;
                            else
                                delete message.request;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.tokenId = value;
                            else
                                delete message.tokenId;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.generation = value;
                            else
                                delete message.generation;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 5)
                                break;
                            if (value = reader.fixed32())
                                message.generationTag = value;
                            else
                                delete message.generationTag;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.sequence = value;
                            else
                                delete message.sequence;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 5)
                                break;
                            if (value = reader.fixed32())
                                message.host = value;
                            else
                                delete message.host;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for TokenInquiry
             * @function getTypeUrl
             * @memberof score.v1.TokenInquiry
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            TokenInquiry.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/score.v1.TokenInquiry";
            };

            return TokenInquiry;
        })();

        /**
         * Sight enum.
         * @name score.v1.Sight
         * @enum {number}
         * @property {number} SIGHT_UNKNOWN=0 SIGHT_UNKNOWN value
         * @property {number} SIGHT_HERE=1 SIGHT_HERE value
         * @property {number} SIGHT_CUSTODY=2 SIGHT_CUSTODY value
         * @property {number} SIGHT_SEEN=3 SIGHT_SEEN value
         * @property {number} SIGHT_ENDED=4 SIGHT_ENDED value
         */
        v1.Sight = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "SIGHT_UNKNOWN"] = 0;
            values[valuesById[1] = "SIGHT_HERE"] = 1;
            values[valuesById[2] = "SIGHT_CUSTODY"] = 2;
            values[valuesById[3] = "SIGHT_SEEN"] = 3;
            values[valuesById[4] = "SIGHT_ENDED"] = 4;
            return values;
        })();

        v1.TokenSighting = (function() {

            /**
             * Properties of a TokenSighting.
             * @typedef {Object} score.v1.TokenSighting.$Properties
             * @property {number|null} [request] TokenSighting request
             * @property {number|null} [host] TokenSighting host
             * @property {score.v1.Sight|null} [sight] TokenSighting sight
             * @property {number|null} [generation] TokenSighting generation
             * @property {number|null} [generationTag] TokenSighting generationTag
             * @property {number|null} [sequence] TokenSighting sequence
             * @property {number|null} [ageMs] TokenSighting ageMs
             * @property {boolean|null} [inquiring] TokenSighting inquiring
             * @property {number|null} [copyGeneration] TokenSighting copyGeneration
             * @property {number|null} [copyGenerationTag] TokenSighting copyGenerationTag
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a TokenSighting.
             * @memberof score.v1
             * @interface ITokenSighting
             * @augments score.v1.TokenSighting.$Properties
             * @deprecated Use score.v1.TokenSighting.$Properties instead.
             */

            /**
             * Shape of a TokenSighting.
             * @typedef {score.v1.TokenSighting.$Properties} score.v1.TokenSighting.$Shape
             */

            /**
             * Constructs a new TokenSighting.
             * @memberof score.v1
             * @classdesc Represents a TokenSighting.
             * @constructor
             * @param {score.v1.TokenSighting.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const TokenSighting = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * TokenSighting request.
             * @member {number} request
             * @memberof score.v1.TokenSighting
             * @instance
             */
            TokenSighting.prototype.request = 0;

            /**
             * TokenSighting host.
             * @member {number} host
             * @memberof score.v1.TokenSighting
             * @instance
             */
            TokenSighting.prototype.host = 0;

            /**
             * TokenSighting sight.
             * @member {score.v1.Sight} sight
             * @memberof score.v1.TokenSighting
             * @instance
             */
            TokenSighting.prototype.sight = 0;

            /**
             * TokenSighting generation.
             * @member {number} generation
             * @memberof score.v1.TokenSighting
             * @instance
             */
            TokenSighting.prototype.generation = 0;

            /**
             * TokenSighting generationTag.
             * @member {number} generationTag
             * @memberof score.v1.TokenSighting
             * @instance
             */
            TokenSighting.prototype.generationTag = 0;

            /**
             * TokenSighting sequence.
             * @member {number} sequence
             * @memberof score.v1.TokenSighting
             * @instance
             */
            TokenSighting.prototype.sequence = 0;

            /**
             * TokenSighting ageMs.
             * @member {number} ageMs
             * @memberof score.v1.TokenSighting
             * @instance
             */
            TokenSighting.prototype.ageMs = 0;

            /**
             * TokenSighting inquiring.
             * @member {boolean} inquiring
             * @memberof score.v1.TokenSighting
             * @instance
             */
            TokenSighting.prototype.inquiring = false;

            /**
             * TokenSighting copyGeneration.
             * @member {number} copyGeneration
             * @memberof score.v1.TokenSighting
             * @instance
             */
            TokenSighting.prototype.copyGeneration = 0;

            /**
             * TokenSighting copyGenerationTag.
             * @member {number} copyGenerationTag
             * @memberof score.v1.TokenSighting
             * @instance
             */
            TokenSighting.prototype.copyGenerationTag = 0;

            /**
             * Encodes the specified TokenSighting message. Does not implicitly {@link score.v1.TokenSighting.verify|verify} messages.
             * @function encode
             * @memberof score.v1.TokenSighting
             * @static
             * @param {score.v1.TokenSighting.$Properties} message TokenSighting message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            TokenSighting.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.request != null && $Object.hasOwnProperty.call(message, "request") && message.request !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.request);
                if (message.host != null && $Object.hasOwnProperty.call(message, "host") && message.host !== 0)
                    writer.uint32(/* id 2, wireType 5 =*/21).fixed32(message.host);
                if (message.sight != null && $Object.hasOwnProperty.call(message, "sight") && message.sight !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).int32(message.sight);
                if (message.generation != null && $Object.hasOwnProperty.call(message, "generation") && message.generation !== 0)
                    writer.uint32(/* id 4, wireType 0 =*/32).uint32(message.generation);
                if (message.generationTag != null && $Object.hasOwnProperty.call(message, "generationTag") && message.generationTag !== 0)
                    writer.uint32(/* id 5, wireType 5 =*/45).fixed32(message.generationTag);
                if (message.sequence != null && $Object.hasOwnProperty.call(message, "sequence") && message.sequence !== 0)
                    writer.uint32(/* id 6, wireType 0 =*/48).uint32(message.sequence);
                if (message.ageMs != null && $Object.hasOwnProperty.call(message, "ageMs") && !$Object.is(message.ageMs, 0))
                    writer.uint32(/* id 7, wireType 1 =*/57).double(message.ageMs);
                if (message.inquiring != null && $Object.hasOwnProperty.call(message, "inquiring") && message.inquiring !== false)
                    writer.uint32(/* id 8, wireType 0 =*/64).bool(message.inquiring);
                if (message.copyGeneration != null && $Object.hasOwnProperty.call(message, "copyGeneration") && message.copyGeneration !== 0)
                    writer.uint32(/* id 9, wireType 0 =*/72).uint32(message.copyGeneration);
                if (message.copyGenerationTag != null && $Object.hasOwnProperty.call(message, "copyGenerationTag") && message.copyGenerationTag !== 0)
                    writer.uint32(/* id 10, wireType 5 =*/85).fixed32(message.copyGenerationTag);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a TokenSighting message from the specified reader or buffer.
             * @function decode
             * @memberof score.v1.TokenSighting
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {score.v1.TokenSighting & score.v1.TokenSighting.$Shape} TokenSighting
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            TokenSighting.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.score.v1.TokenSighting();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.request = value;
                            else
                                delete message.request;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 5)
                                break;
                            if (value = reader.fixed32())
                                message.host = value;
                            else
                                delete message.host;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.sight = value;
                            else
                                delete message.sight;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.generation = value;
                            else
                                delete message.generation;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 5)
                                break;
                            if (value = reader.fixed32())
                                message.generationTag = value;
                            else
                                delete message.generationTag;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.sequence = value;
                            else
                                delete message.sequence;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.ageMs = value;
                            else
                                delete message.ageMs;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.inquiring = value;
                            else
                                delete message.inquiring;
                            continue;
                        }
                    case 9: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.copyGeneration = value;
                            else
                                delete message.copyGeneration;
                            continue;
                        }
                    case 10: {
                            if (wireType !== 5)
                                break;
                            if (value = reader.fixed32())
                                message.copyGenerationTag = value;
                            else
                                delete message.copyGenerationTag;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for TokenSighting
             * @function getTypeUrl
             * @memberof score.v1.TokenSighting
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            TokenSighting.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/score.v1.TokenSighting";
            };

            return TokenSighting;
        })();

        v1.TokenRevival = (function() {

            /**
             * Properties of a TokenRevival.
             * @typedef {Object} score.v1.TokenRevival.$Properties
             * @property {Uint8Array|null} [tokenId] TokenRevival tokenId
             * @property {number|null} [generation] TokenRevival generation
             * @property {number|null} [generationTag] TokenRevival generationTag
             * @property {number|null} [sequence] TokenRevival sequence
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a TokenRevival.
             * @memberof score.v1
             * @interface ITokenRevival
             * @augments score.v1.TokenRevival.$Properties
             * @deprecated Use score.v1.TokenRevival.$Properties instead.
             */

            /**
             * Shape of a TokenRevival.
             * @typedef {score.v1.TokenRevival.$Properties} score.v1.TokenRevival.$Shape
             */

            /**
             * Constructs a new TokenRevival.
             * @memberof score.v1
             * @classdesc Represents a TokenRevival.
             * @constructor
             * @param {score.v1.TokenRevival.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const TokenRevival = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * TokenRevival tokenId.
             * @member {Uint8Array} tokenId
             * @memberof score.v1.TokenRevival
             * @instance
             */
            TokenRevival.prototype.tokenId = $util.newBuffer([]);

            /**
             * TokenRevival generation.
             * @member {number} generation
             * @memberof score.v1.TokenRevival
             * @instance
             */
            TokenRevival.prototype.generation = 0;

            /**
             * TokenRevival generationTag.
             * @member {number} generationTag
             * @memberof score.v1.TokenRevival
             * @instance
             */
            TokenRevival.prototype.generationTag = 0;

            /**
             * TokenRevival sequence.
             * @member {number} sequence
             * @memberof score.v1.TokenRevival
             * @instance
             */
            TokenRevival.prototype.sequence = 0;

            /**
             * Encodes the specified TokenRevival message. Does not implicitly {@link score.v1.TokenRevival.verify|verify} messages.
             * @function encode
             * @memberof score.v1.TokenRevival
             * @static
             * @param {score.v1.TokenRevival.$Properties} message TokenRevival message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            TokenRevival.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.tokenId != null && $Object.hasOwnProperty.call(message, "tokenId") && message.tokenId.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.tokenId);
                if (message.generation != null && $Object.hasOwnProperty.call(message, "generation") && message.generation !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.generation);
                if (message.generationTag != null && $Object.hasOwnProperty.call(message, "generationTag") && message.generationTag !== 0)
                    writer.uint32(/* id 3, wireType 5 =*/29).fixed32(message.generationTag);
                if (message.sequence != null && $Object.hasOwnProperty.call(message, "sequence") && message.sequence !== 0)
                    writer.uint32(/* id 4, wireType 0 =*/32).uint32(message.sequence);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a TokenRevival message from the specified reader or buffer.
             * @function decode
             * @memberof score.v1.TokenRevival
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {score.v1.TokenRevival & score.v1.TokenRevival.$Shape} TokenRevival
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            TokenRevival.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.score.v1.TokenRevival();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.tokenId = value;
                            else
                                delete message.tokenId;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.generation = value;
                            else
                                delete message.generation;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 5)
                                break;
                            if (value = reader.fixed32())
                                message.generationTag = value;
                            else
                                delete message.generationTag;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.sequence = value;
                            else
                                delete message.sequence;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for TokenRevival
             * @function getTypeUrl
             * @memberof score.v1.TokenRevival
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            TokenRevival.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/score.v1.TokenRevival";
            };

            return TokenRevival;
        })();

        v1.FlightRequest = (function() {

            /**
             * Properties of a FlightRequest.
             * @typedef {Object} score.v1.FlightRequest.$Properties
             * @property {number|null} [request] FlightRequest request
             * @property {number|null} [vm] FlightRequest vm
             * @property {Uint8Array|null} [tokenId] FlightRequest tokenId
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a FlightRequest.
             * @memberof score.v1
             * @interface IFlightRequest
             * @augments score.v1.FlightRequest.$Properties
             * @deprecated Use score.v1.FlightRequest.$Properties instead.
             */

            /**
             * Shape of a FlightRequest.
             * @typedef {score.v1.FlightRequest.$Properties} score.v1.FlightRequest.$Shape
             */

            /**
             * Constructs a new FlightRequest.
             * @memberof score.v1
             * @classdesc Represents a FlightRequest.
             * @constructor
             * @param {score.v1.FlightRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const FlightRequest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * FlightRequest request.
             * @member {number} request
             * @memberof score.v1.FlightRequest
             * @instance
             */
            FlightRequest.prototype.request = 0;

            /**
             * FlightRequest vm.
             * @member {number} vm
             * @memberof score.v1.FlightRequest
             * @instance
             */
            FlightRequest.prototype.vm = 0;

            /**
             * FlightRequest tokenId.
             * @member {Uint8Array} tokenId
             * @memberof score.v1.FlightRequest
             * @instance
             */
            FlightRequest.prototype.tokenId = $util.newBuffer([]);

            /**
             * Encodes the specified FlightRequest message. Does not implicitly {@link score.v1.FlightRequest.verify|verify} messages.
             * @function encode
             * @memberof score.v1.FlightRequest
             * @static
             * @param {score.v1.FlightRequest.$Properties} message FlightRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            FlightRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.request != null && $Object.hasOwnProperty.call(message, "request") && message.request !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.request);
                if (message.vm != null && $Object.hasOwnProperty.call(message, "vm") && message.vm !== 0)
                    writer.uint32(/* id 2, wireType 5 =*/21).fixed32(message.vm);
                if (message.tokenId != null && $Object.hasOwnProperty.call(message, "tokenId") && message.tokenId.length)
                    writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.tokenId);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a FlightRequest message from the specified reader or buffer.
             * @function decode
             * @memberof score.v1.FlightRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {score.v1.FlightRequest & score.v1.FlightRequest.$Shape} FlightRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            FlightRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.score.v1.FlightRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.request = value;
                            else
                                delete message.request;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 5)
                                break;
                            if (value = reader.fixed32())
                                message.vm = value;
                            else
                                delete message.vm;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.tokenId = value;
                            else
                                delete message.tokenId;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for FlightRequest
             * @function getTypeUrl
             * @memberof score.v1.FlightRequest
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            FlightRequest.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/score.v1.FlightRequest";
            };

            return FlightRequest;
        })();

        /**
         * FlightState enum.
         * @name score.v1.FlightState
         * @enum {number}
         * @property {number} FLIGHT_UNKNOWN=0 FLIGHT_UNKNOWN value
         * @property {number} FLIGHT_UNDER_WAY=1 FLIGHT_UNDER_WAY value
         * @property {number} FLIGHT_ARRIVED=2 FLIGHT_ARRIVED value
         * @property {number} FLIGHT_FAILED=3 FLIGHT_FAILED value
         */
        v1.FlightState = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "FLIGHT_UNKNOWN"] = 0;
            values[valuesById[1] = "FLIGHT_UNDER_WAY"] = 1;
            values[valuesById[2] = "FLIGHT_ARRIVED"] = 2;
            values[valuesById[3] = "FLIGHT_FAILED"] = 3;
            return values;
        })();

        v1.FlightResponse = (function() {

            /**
             * Properties of a FlightResponse.
             * @typedef {Object} score.v1.FlightResponse.$Properties
             * @property {number|null} [request] FlightResponse request
             * @property {score.v1.FlightState|null} [state] FlightResponse state
             * @property {number|null} [host] FlightResponse host
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a FlightResponse.
             * @memberof score.v1
             * @interface IFlightResponse
             * @augments score.v1.FlightResponse.$Properties
             * @deprecated Use score.v1.FlightResponse.$Properties instead.
             */

            /**
             * Shape of a FlightResponse.
             * @typedef {score.v1.FlightResponse.$Properties} score.v1.FlightResponse.$Shape
             */

            /**
             * Constructs a new FlightResponse.
             * @memberof score.v1
             * @classdesc Represents a FlightResponse.
             * @constructor
             * @param {score.v1.FlightResponse.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const FlightResponse = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * FlightResponse request.
             * @member {number} request
             * @memberof score.v1.FlightResponse
             * @instance
             */
            FlightResponse.prototype.request = 0;

            /**
             * FlightResponse state.
             * @member {score.v1.FlightState} state
             * @memberof score.v1.FlightResponse
             * @instance
             */
            FlightResponse.prototype.state = 0;

            /**
             * FlightResponse host.
             * @member {number} host
             * @memberof score.v1.FlightResponse
             * @instance
             */
            FlightResponse.prototype.host = 0;

            /**
             * Encodes the specified FlightResponse message. Does not implicitly {@link score.v1.FlightResponse.verify|verify} messages.
             * @function encode
             * @memberof score.v1.FlightResponse
             * @static
             * @param {score.v1.FlightResponse.$Properties} message FlightResponse message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            FlightResponse.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.request != null && $Object.hasOwnProperty.call(message, "request") && message.request !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.request);
                if (message.state != null && $Object.hasOwnProperty.call(message, "state") && message.state !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).int32(message.state);
                if (message.host != null && $Object.hasOwnProperty.call(message, "host") && message.host !== 0)
                    writer.uint32(/* id 3, wireType 5 =*/29).fixed32(message.host);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a FlightResponse message from the specified reader or buffer.
             * @function decode
             * @memberof score.v1.FlightResponse
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {score.v1.FlightResponse & score.v1.FlightResponse.$Shape} FlightResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            FlightResponse.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.score.v1.FlightResponse();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.request = value;
                            else
                                delete message.request;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.state = value;
                            else
                                delete message.state;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 5)
                                break;
                            if (value = reader.fixed32())
                                message.host = value;
                            else
                                delete message.host;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for FlightResponse
             * @function getTypeUrl
             * @memberof score.v1.FlightResponse
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            FlightResponse.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/score.v1.FlightResponse";
            };

            return FlightResponse;
        })();

        v1.OrderRequest = (function() {

            /**
             * Properties of an OrderRequest.
             * @typedef {Object} score.v1.OrderRequest.$Properties
             * @property {number|null} [request] OrderRequest request
             * @property {number|null} [version] OrderRequest version
             * @property {number|null} [versionTag] OrderRequest versionTag
             * @property {boolean|null} [paused] OrderRequest paused
             * @property {number|null} [epoch] OrderRequest epoch
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an OrderRequest.
             * @memberof score.v1
             * @interface IOrderRequest
             * @augments score.v1.OrderRequest.$Properties
             * @deprecated Use score.v1.OrderRequest.$Properties instead.
             */

            /**
             * Shape of an OrderRequest.
             * @typedef {score.v1.OrderRequest.$Properties} score.v1.OrderRequest.$Shape
             */

            /**
             * Constructs a new OrderRequest.
             * @memberof score.v1
             * @classdesc Represents an OrderRequest.
             * @constructor
             * @param {score.v1.OrderRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const OrderRequest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * OrderRequest request.
             * @member {number} request
             * @memberof score.v1.OrderRequest
             * @instance
             */
            OrderRequest.prototype.request = 0;

            /**
             * OrderRequest version.
             * @member {number} version
             * @memberof score.v1.OrderRequest
             * @instance
             */
            OrderRequest.prototype.version = 0;

            /**
             * OrderRequest versionTag.
             * @member {number} versionTag
             * @memberof score.v1.OrderRequest
             * @instance
             */
            OrderRequest.prototype.versionTag = 0;

            /**
             * OrderRequest paused.
             * @member {boolean} paused
             * @memberof score.v1.OrderRequest
             * @instance
             */
            OrderRequest.prototype.paused = false;

            /**
             * OrderRequest epoch.
             * @member {number} epoch
             * @memberof score.v1.OrderRequest
             * @instance
             */
            OrderRequest.prototype.epoch = 0;

            /**
             * Encodes the specified OrderRequest message. Does not implicitly {@link score.v1.OrderRequest.verify|verify} messages.
             * @function encode
             * @memberof score.v1.OrderRequest
             * @static
             * @param {score.v1.OrderRequest.$Properties} message OrderRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            OrderRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.request != null && $Object.hasOwnProperty.call(message, "request") && message.request !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.request);
                if (message.version != null && $Object.hasOwnProperty.call(message, "version") && message.version !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.version);
                if (message.versionTag != null && $Object.hasOwnProperty.call(message, "versionTag") && message.versionTag !== 0)
                    writer.uint32(/* id 3, wireType 5 =*/29).fixed32(message.versionTag);
                if (message.paused != null && $Object.hasOwnProperty.call(message, "paused") && message.paused !== false)
                    writer.uint32(/* id 4, wireType 0 =*/32).bool(message.paused);
                if (message.epoch != null && $Object.hasOwnProperty.call(message, "epoch") && message.epoch !== 0)
                    writer.uint32(/* id 5, wireType 0 =*/40).uint32(message.epoch);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an OrderRequest message from the specified reader or buffer.
             * @function decode
             * @memberof score.v1.OrderRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {score.v1.OrderRequest & score.v1.OrderRequest.$Shape} OrderRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            OrderRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.score.v1.OrderRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.request = value;
                            else
                                delete message.request;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.version = value;
                            else
                                delete message.version;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 5)
                                break;
                            if (value = reader.fixed32())
                                message.versionTag = value;
                            else
                                delete message.versionTag;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.paused = value;
                            else
                                delete message.paused;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.epoch = value;
                            else
                                delete message.epoch;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for OrderRequest
             * @function getTypeUrl
             * @memberof score.v1.OrderRequest
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            OrderRequest.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/score.v1.OrderRequest";
            };

            return OrderRequest;
        })();

        v1.OrderResponse = (function() {

            /**
             * Properties of an OrderResponse.
             * @typedef {Object} score.v1.OrderResponse.$Properties
             * @property {number|null} [request] OrderResponse request
             * @property {number|null} [version] OrderResponse version
             * @property {number|null} [versionTag] OrderResponse versionTag
             * @property {boolean|null} [paused] OrderResponse paused
             * @property {number|null} [epoch] OrderResponse epoch
             * @property {number|null} [host] OrderResponse host
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an OrderResponse.
             * @memberof score.v1
             * @interface IOrderResponse
             * @augments score.v1.OrderResponse.$Properties
             * @deprecated Use score.v1.OrderResponse.$Properties instead.
             */

            /**
             * Shape of an OrderResponse.
             * @typedef {score.v1.OrderResponse.$Properties} score.v1.OrderResponse.$Shape
             */

            /**
             * Constructs a new OrderResponse.
             * @memberof score.v1
             * @classdesc Represents an OrderResponse.
             * @constructor
             * @param {score.v1.OrderResponse.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const OrderResponse = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * OrderResponse request.
             * @member {number} request
             * @memberof score.v1.OrderResponse
             * @instance
             */
            OrderResponse.prototype.request = 0;

            /**
             * OrderResponse version.
             * @member {number} version
             * @memberof score.v1.OrderResponse
             * @instance
             */
            OrderResponse.prototype.version = 0;

            /**
             * OrderResponse versionTag.
             * @member {number} versionTag
             * @memberof score.v1.OrderResponse
             * @instance
             */
            OrderResponse.prototype.versionTag = 0;

            /**
             * OrderResponse paused.
             * @member {boolean} paused
             * @memberof score.v1.OrderResponse
             * @instance
             */
            OrderResponse.prototype.paused = false;

            /**
             * OrderResponse epoch.
             * @member {number} epoch
             * @memberof score.v1.OrderResponse
             * @instance
             */
            OrderResponse.prototype.epoch = 0;

            /**
             * OrderResponse host.
             * @member {number} host
             * @memberof score.v1.OrderResponse
             * @instance
             */
            OrderResponse.prototype.host = 0;

            /**
             * Encodes the specified OrderResponse message. Does not implicitly {@link score.v1.OrderResponse.verify|verify} messages.
             * @function encode
             * @memberof score.v1.OrderResponse
             * @static
             * @param {score.v1.OrderResponse.$Properties} message OrderResponse message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            OrderResponse.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.request != null && $Object.hasOwnProperty.call(message, "request") && message.request !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.request);
                if (message.version != null && $Object.hasOwnProperty.call(message, "version") && message.version !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.version);
                if (message.versionTag != null && $Object.hasOwnProperty.call(message, "versionTag") && message.versionTag !== 0)
                    writer.uint32(/* id 3, wireType 5 =*/29).fixed32(message.versionTag);
                if (message.paused != null && $Object.hasOwnProperty.call(message, "paused") && message.paused !== false)
                    writer.uint32(/* id 4, wireType 0 =*/32).bool(message.paused);
                if (message.epoch != null && $Object.hasOwnProperty.call(message, "epoch") && message.epoch !== 0)
                    writer.uint32(/* id 5, wireType 0 =*/40).uint32(message.epoch);
                if (message.host != null && $Object.hasOwnProperty.call(message, "host") && message.host !== 0)
                    writer.uint32(/* id 6, wireType 5 =*/53).fixed32(message.host);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an OrderResponse message from the specified reader or buffer.
             * @function decode
             * @memberof score.v1.OrderResponse
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {score.v1.OrderResponse & score.v1.OrderResponse.$Shape} OrderResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            OrderResponse.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.score.v1.OrderResponse();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.request = value;
                            else
                                delete message.request;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.version = value;
                            else
                                delete message.version;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 5)
                                break;
                            if (value = reader.fixed32())
                                message.versionTag = value;
                            else
                                delete message.versionTag;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.paused = value;
                            else
                                delete message.paused;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.epoch = value;
                            else
                                delete message.epoch;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 5)
                                break;
                            if (value = reader.fixed32())
                                message.host = value;
                            else
                                delete message.host;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for OrderResponse
             * @function getTypeUrl
             * @memberof score.v1.OrderResponse
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            OrderResponse.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/score.v1.OrderResponse";
            };

            return OrderResponse;
        })();

        v1.LocationRequest = (function() {

            /**
             * Properties of a LocationRequest.
             * @typedef {Object} score.v1.LocationRequest.$Properties
             * @property {number|null} [request] LocationRequest request
             * @property {number|null} [vm] LocationRequest vm
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a LocationRequest.
             * @memberof score.v1
             * @interface ILocationRequest
             * @augments score.v1.LocationRequest.$Properties
             * @deprecated Use score.v1.LocationRequest.$Properties instead.
             */

            /**
             * Shape of a LocationRequest.
             * @typedef {score.v1.LocationRequest.$Properties} score.v1.LocationRequest.$Shape
             */

            /**
             * Constructs a new LocationRequest.
             * @memberof score.v1
             * @classdesc Represents a LocationRequest.
             * @constructor
             * @param {score.v1.LocationRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const LocationRequest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * LocationRequest request.
             * @member {number} request
             * @memberof score.v1.LocationRequest
             * @instance
             */
            LocationRequest.prototype.request = 0;

            /**
             * LocationRequest vm.
             * @member {number} vm
             * @memberof score.v1.LocationRequest
             * @instance
             */
            LocationRequest.prototype.vm = 0;

            /**
             * Encodes the specified LocationRequest message. Does not implicitly {@link score.v1.LocationRequest.verify|verify} messages.
             * @function encode
             * @memberof score.v1.LocationRequest
             * @static
             * @param {score.v1.LocationRequest.$Properties} message LocationRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            LocationRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.request != null && $Object.hasOwnProperty.call(message, "request") && message.request !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.request);
                if (message.vm != null && $Object.hasOwnProperty.call(message, "vm") && message.vm !== 0)
                    writer.uint32(/* id 2, wireType 5 =*/21).fixed32(message.vm);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a LocationRequest message from the specified reader or buffer.
             * @function decode
             * @memberof score.v1.LocationRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {score.v1.LocationRequest & score.v1.LocationRequest.$Shape} LocationRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            LocationRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.score.v1.LocationRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.request = value;
                            else
                                delete message.request;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 5)
                                break;
                            if (value = reader.fixed32())
                                message.vm = value;
                            else
                                delete message.vm;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for LocationRequest
             * @function getTypeUrl
             * @memberof score.v1.LocationRequest
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            LocationRequest.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/score.v1.LocationRequest";
            };

            return LocationRequest;
        })();

        v1.LocationResponse = (function() {

            /**
             * Properties of a LocationResponse.
             * @typedef {Object} score.v1.LocationResponse.$Properties
             * @property {number|null} [request] LocationResponse request
             * @property {number|null} [vm] LocationResponse vm
             * @property {number|null} [host] LocationResponse host
             * @property {boolean|null} [hosted] LocationResponse hosted
             * @property {Array.<number>|null} [others] LocationResponse others
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a LocationResponse.
             * @memberof score.v1
             * @interface ILocationResponse
             * @augments score.v1.LocationResponse.$Properties
             * @deprecated Use score.v1.LocationResponse.$Properties instead.
             */

            /**
             * Shape of a LocationResponse.
             * @typedef {score.v1.LocationResponse.$Properties} score.v1.LocationResponse.$Shape
             */

            /**
             * Constructs a new LocationResponse.
             * @memberof score.v1
             * @classdesc Represents a LocationResponse.
             * @constructor
             * @param {score.v1.LocationResponse.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const LocationResponse = function (properties) {
                this.others = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * LocationResponse request.
             * @member {number} request
             * @memberof score.v1.LocationResponse
             * @instance
             */
            LocationResponse.prototype.request = 0;

            /**
             * LocationResponse vm.
             * @member {number} vm
             * @memberof score.v1.LocationResponse
             * @instance
             */
            LocationResponse.prototype.vm = 0;

            /**
             * LocationResponse host.
             * @member {number} host
             * @memberof score.v1.LocationResponse
             * @instance
             */
            LocationResponse.prototype.host = 0;

            /**
             * LocationResponse hosted.
             * @member {boolean} hosted
             * @memberof score.v1.LocationResponse
             * @instance
             */
            LocationResponse.prototype.hosted = false;

            /**
             * LocationResponse others.
             * @member {Array.<number>} others
             * @memberof score.v1.LocationResponse
             * @instance
             */
            LocationResponse.prototype.others = $util.emptyArray;

            /**
             * Encodes the specified LocationResponse message. Does not implicitly {@link score.v1.LocationResponse.verify|verify} messages.
             * @function encode
             * @memberof score.v1.LocationResponse
             * @static
             * @param {score.v1.LocationResponse.$Properties} message LocationResponse message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            LocationResponse.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.request != null && $Object.hasOwnProperty.call(message, "request") && message.request !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.request);
                if (message.vm != null && $Object.hasOwnProperty.call(message, "vm") && message.vm !== 0)
                    writer.uint32(/* id 2, wireType 5 =*/21).fixed32(message.vm);
                if (message.host != null && $Object.hasOwnProperty.call(message, "host") && message.host !== 0)
                    writer.uint32(/* id 3, wireType 5 =*/29).fixed32(message.host);
                if (message.hosted != null && $Object.hasOwnProperty.call(message, "hosted") && message.hosted !== false)
                    writer.uint32(/* id 4, wireType 0 =*/32).bool(message.hosted);
                if (message.others != null && message.others.length)
                    writer.uint32(/* id 5, wireType 2 =*/42).fixed32s(message.others);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a LocationResponse message from the specified reader or buffer.
             * @function decode
             * @memberof score.v1.LocationResponse
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {score.v1.LocationResponse & score.v1.LocationResponse.$Shape} LocationResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            LocationResponse.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.score.v1.LocationResponse();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.request = value;
                            else
                                delete message.request;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 5)
                                break;
                            if (value = reader.fixed32())
                                message.vm = value;
                            else
                                delete message.vm;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 5)
                                break;
                            if (value = reader.fixed32())
                                message.host = value;
                            else
                                delete message.host;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.hosted = value;
                            else
                                delete message.hosted;
                            continue;
                        }
                    case 5: {
                            if (wireType === 2) {
                                if (!(message.others && message.others.length))
                                    message.others = [];
                                reader.fixed32s(message.others);
                                continue;
                            }
                            if (wireType !== 5)
                                break;
                            if (!(message.others && message.others.length))
                                message.others = [];
                            message.others.push(reader.fixed32());
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for LocationResponse
             * @function getTypeUrl
             * @memberof score.v1.LocationResponse
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            LocationResponse.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/score.v1.LocationResponse";
            };

            return LocationResponse;
        })();

        v1.CapacityRequest = (function() {

            /**
             * Properties of a CapacityRequest.
             * @typedef {Object} score.v1.CapacityRequest.$Properties
             * @property {number|null} [request] CapacityRequest request
             * @property {number|null} [vm] CapacityRequest vm
             * @property {string|null} [domainUuid] CapacityRequest domainUuid
             * @property {Array.<string>|null} [macs] CapacityRequest macs
             * @property {number|null} [memoryMib] CapacityRequest memoryMib
             * @property {boolean|null} [reserve] CapacityRequest reserve
             * @property {boolean|null} [renewal] CapacityRequest renewal
             * @property {number|null} [promise] CapacityRequest promise
             * @property {number|null} [vcpus] CapacityRequest vcpus
             * @property {Array.<string>|null} [antiAffinity] CapacityRequest antiAffinity
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a CapacityRequest.
             * @memberof score.v1
             * @interface ICapacityRequest
             * @augments score.v1.CapacityRequest.$Properties
             * @deprecated Use score.v1.CapacityRequest.$Properties instead.
             */

            /**
             * Shape of a CapacityRequest.
             * @typedef {score.v1.CapacityRequest.$Properties} score.v1.CapacityRequest.$Shape
             */

            /**
             * Constructs a new CapacityRequest.
             * @memberof score.v1
             * @classdesc Represents a CapacityRequest.
             * @constructor
             * @param {score.v1.CapacityRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const CapacityRequest = function (properties) {
                this.macs = [];
                this.antiAffinity = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * CapacityRequest request.
             * @member {number} request
             * @memberof score.v1.CapacityRequest
             * @instance
             */
            CapacityRequest.prototype.request = 0;

            /**
             * CapacityRequest vm.
             * @member {number} vm
             * @memberof score.v1.CapacityRequest
             * @instance
             */
            CapacityRequest.prototype.vm = 0;

            /**
             * CapacityRequest domainUuid.
             * @member {string} domainUuid
             * @memberof score.v1.CapacityRequest
             * @instance
             */
            CapacityRequest.prototype.domainUuid = "";

            /**
             * CapacityRequest macs.
             * @member {Array.<string>} macs
             * @memberof score.v1.CapacityRequest
             * @instance
             */
            CapacityRequest.prototype.macs = $util.emptyArray;

            /**
             * CapacityRequest memoryMib.
             * @member {number} memoryMib
             * @memberof score.v1.CapacityRequest
             * @instance
             */
            CapacityRequest.prototype.memoryMib = 0;

            /**
             * CapacityRequest reserve.
             * @member {boolean} reserve
             * @memberof score.v1.CapacityRequest
             * @instance
             */
            CapacityRequest.prototype.reserve = false;

            /**
             * CapacityRequest renewal.
             * @member {boolean} renewal
             * @memberof score.v1.CapacityRequest
             * @instance
             */
            CapacityRequest.prototype.renewal = false;

            /**
             * CapacityRequest promise.
             * @member {number} promise
             * @memberof score.v1.CapacityRequest
             * @instance
             */
            CapacityRequest.prototype.promise = 0;

            /**
             * CapacityRequest vcpus.
             * @member {number} vcpus
             * @memberof score.v1.CapacityRequest
             * @instance
             */
            CapacityRequest.prototype.vcpus = 0;

            /**
             * CapacityRequest antiAffinity.
             * @member {Array.<string>} antiAffinity
             * @memberof score.v1.CapacityRequest
             * @instance
             */
            CapacityRequest.prototype.antiAffinity = $util.emptyArray;

            /**
             * Encodes the specified CapacityRequest message. Does not implicitly {@link score.v1.CapacityRequest.verify|verify} messages.
             * @function encode
             * @memberof score.v1.CapacityRequest
             * @static
             * @param {score.v1.CapacityRequest.$Properties} message CapacityRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            CapacityRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.request != null && $Object.hasOwnProperty.call(message, "request") && message.request !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.request);
                if (message.vm != null && $Object.hasOwnProperty.call(message, "vm") && message.vm !== 0)
                    writer.uint32(/* id 2, wireType 5 =*/21).fixed32(message.vm);
                if (message.domainUuid != null && $Object.hasOwnProperty.call(message, "domainUuid") && message.domainUuid !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.domainUuid);
                if (message.macs != null && message.macs.length)
                    for (let i = 0; i < message.macs.length; ++i)
                        writer.uint32(/* id 4, wireType 2 =*/34).string(message.macs[i]);
                if (message.memoryMib != null && $Object.hasOwnProperty.call(message, "memoryMib") && message.memoryMib !== 0)
                    writer.uint32(/* id 5, wireType 0 =*/40).uint32(message.memoryMib);
                if (message.reserve != null && $Object.hasOwnProperty.call(message, "reserve") && message.reserve !== false)
                    writer.uint32(/* id 6, wireType 0 =*/48).bool(message.reserve);
                if (message.renewal != null && $Object.hasOwnProperty.call(message, "renewal") && message.renewal !== false)
                    writer.uint32(/* id 7, wireType 0 =*/56).bool(message.renewal);
                if (message.promise != null && $Object.hasOwnProperty.call(message, "promise") && message.promise !== 0)
                    writer.uint32(/* id 8, wireType 5 =*/69).fixed32(message.promise);
                if (message.vcpus != null && $Object.hasOwnProperty.call(message, "vcpus") && message.vcpus !== 0)
                    writer.uint32(/* id 9, wireType 0 =*/72).uint32(message.vcpus);
                if (message.antiAffinity != null && message.antiAffinity.length)
                    for (let i = 0; i < message.antiAffinity.length; ++i)
                        writer.uint32(/* id 10, wireType 2 =*/82).string(message.antiAffinity[i]);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a CapacityRequest message from the specified reader or buffer.
             * @function decode
             * @memberof score.v1.CapacityRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {score.v1.CapacityRequest & score.v1.CapacityRequest.$Shape} CapacityRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            CapacityRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.score.v1.CapacityRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.request = value;
                            else
                                delete message.request;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 5)
                                break;
                            if (value = reader.fixed32())
                                message.vm = value;
                            else
                                delete message.vm;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.domainUuid = value;
                            else
                                delete message.domainUuid;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if (!(message.macs && message.macs.length))
                                message.macs = [];
                            message.macs.push(reader.stringVerify());
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.memoryMib = value;
                            else
                                delete message.memoryMib;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.reserve = value;
                            else
                                delete message.reserve;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.renewal = value;
                            else
                                delete message.renewal;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 5)
                                break;
                            if (value = reader.fixed32())
                                message.promise = value;
                            else
                                delete message.promise;
                            continue;
                        }
                    case 9: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.vcpus = value;
                            else
                                delete message.vcpus;
                            continue;
                        }
                    case 10: {
                            if (wireType !== 2)
                                break;
                            if (!(message.antiAffinity && message.antiAffinity.length))
                                message.antiAffinity = [];
                            message.antiAffinity.push(reader.stringVerify());
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for CapacityRequest
             * @function getTypeUrl
             * @memberof score.v1.CapacityRequest
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            CapacityRequest.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/score.v1.CapacityRequest";
            };

            return CapacityRequest;
        })();

        v1.CapacityResponse = (function() {

            /**
             * Properties of a CapacityResponse.
             * @typedef {Object} score.v1.CapacityResponse.$Properties
             * @property {number|null} [request] CapacityResponse request
             * @property {number|null} [host] CapacityResponse host
             * @property {boolean|null} [granted] CapacityResponse granted
             * @property {string|null} [reason] CapacityResponse reason
             * @property {number|null} [freeSlots] CapacityResponse freeSlots
             * @property {number|null} [freeMemoryMib] CapacityResponse freeMemoryMib
             * @property {number|null} [expiresInMs] CapacityResponse expiresInMs
             * @property {score.v1.Refusal|null} [rule] CapacityResponse rule
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a CapacityResponse.
             * @memberof score.v1
             * @interface ICapacityResponse
             * @augments score.v1.CapacityResponse.$Properties
             * @deprecated Use score.v1.CapacityResponse.$Properties instead.
             */

            /**
             * Shape of a CapacityResponse.
             * @typedef {score.v1.CapacityResponse.$Properties} score.v1.CapacityResponse.$Shape
             */

            /**
             * Constructs a new CapacityResponse.
             * @memberof score.v1
             * @classdesc Represents a CapacityResponse.
             * @constructor
             * @param {score.v1.CapacityResponse.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const CapacityResponse = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * CapacityResponse request.
             * @member {number} request
             * @memberof score.v1.CapacityResponse
             * @instance
             */
            CapacityResponse.prototype.request = 0;

            /**
             * CapacityResponse host.
             * @member {number} host
             * @memberof score.v1.CapacityResponse
             * @instance
             */
            CapacityResponse.prototype.host = 0;

            /**
             * CapacityResponse granted.
             * @member {boolean} granted
             * @memberof score.v1.CapacityResponse
             * @instance
             */
            CapacityResponse.prototype.granted = false;

            /**
             * CapacityResponse reason.
             * @member {string} reason
             * @memberof score.v1.CapacityResponse
             * @instance
             */
            CapacityResponse.prototype.reason = "";

            /**
             * CapacityResponse freeSlots.
             * @member {number} freeSlots
             * @memberof score.v1.CapacityResponse
             * @instance
             */
            CapacityResponse.prototype.freeSlots = 0;

            /**
             * CapacityResponse freeMemoryMib.
             * @member {number} freeMemoryMib
             * @memberof score.v1.CapacityResponse
             * @instance
             */
            CapacityResponse.prototype.freeMemoryMib = 0;

            /**
             * CapacityResponse expiresInMs.
             * @member {number} expiresInMs
             * @memberof score.v1.CapacityResponse
             * @instance
             */
            CapacityResponse.prototype.expiresInMs = 0;

            /**
             * CapacityResponse rule.
             * @member {score.v1.Refusal} rule
             * @memberof score.v1.CapacityResponse
             * @instance
             */
            CapacityResponse.prototype.rule = 0;

            /**
             * Encodes the specified CapacityResponse message. Does not implicitly {@link score.v1.CapacityResponse.verify|verify} messages.
             * @function encode
             * @memberof score.v1.CapacityResponse
             * @static
             * @param {score.v1.CapacityResponse.$Properties} message CapacityResponse message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            CapacityResponse.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.request != null && $Object.hasOwnProperty.call(message, "request") && message.request !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.request);
                if (message.host != null && $Object.hasOwnProperty.call(message, "host") && message.host !== 0)
                    writer.uint32(/* id 2, wireType 5 =*/21).fixed32(message.host);
                if (message.granted != null && $Object.hasOwnProperty.call(message, "granted") && message.granted !== false)
                    writer.uint32(/* id 3, wireType 0 =*/24).bool(message.granted);
                if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.reason);
                if (message.freeSlots != null && $Object.hasOwnProperty.call(message, "freeSlots") && message.freeSlots !== 0)
                    writer.uint32(/* id 5, wireType 0 =*/40).uint32(message.freeSlots);
                if (message.freeMemoryMib != null && $Object.hasOwnProperty.call(message, "freeMemoryMib") && message.freeMemoryMib !== 0)
                    writer.uint32(/* id 6, wireType 0 =*/48).uint32(message.freeMemoryMib);
                if (message.expiresInMs != null && $Object.hasOwnProperty.call(message, "expiresInMs") && message.expiresInMs !== 0)
                    writer.uint32(/* id 7, wireType 0 =*/56).uint32(message.expiresInMs);
                if (message.rule != null && $Object.hasOwnProperty.call(message, "rule") && message.rule !== 0)
                    writer.uint32(/* id 8, wireType 0 =*/64).int32(message.rule);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a CapacityResponse message from the specified reader or buffer.
             * @function decode
             * @memberof score.v1.CapacityResponse
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {score.v1.CapacityResponse & score.v1.CapacityResponse.$Shape} CapacityResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            CapacityResponse.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.score.v1.CapacityResponse();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.request = value;
                            else
                                delete message.request;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 5)
                                break;
                            if (value = reader.fixed32())
                                message.host = value;
                            else
                                delete message.host;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.granted = value;
                            else
                                delete message.granted;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.reason = value;
                            else
                                delete message.reason;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.freeSlots = value;
                            else
                                delete message.freeSlots;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.freeMemoryMib = value;
                            else
                                delete message.freeMemoryMib;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.expiresInMs = value;
                            else
                                delete message.expiresInMs;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.rule = value;
                            else
                                delete message.rule;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for CapacityResponse
             * @function getTypeUrl
             * @memberof score.v1.CapacityResponse
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            CapacityResponse.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/score.v1.CapacityResponse";
            };

            return CapacityResponse;
        })();

        /**
         * Refusal enum.
         * @name score.v1.Refusal
         * @enum {number}
         * @property {number} REFUSAL_UNSPECIFIED=0 REFUSAL_UNSPECIFIED value
         * @property {number} REFUSAL_ROOM=1 REFUSAL_ROOM value
         * @property {number} REFUSAL_MODE=2 REFUSAL_MODE value
         * @property {number} REFUSAL_MAINTENANCE=3 REFUSAL_MAINTENANCE value
         * @property {number} REFUSAL_BLACKOUT=4 REFUSAL_BLACKOUT value
         * @property {number} REFUSAL_ANTI_AFFINITY=5 REFUSAL_ANTI_AFFINITY value
         * @property {number} REFUSAL_IMPLAUSIBLE_DATA=6 REFUSAL_IMPLAUSIBLE_DATA value
         * @property {number} REFUSAL_AWAY=7 REFUSAL_AWAY value
         */
        v1.Refusal = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "REFUSAL_UNSPECIFIED"] = 0;
            values[valuesById[1] = "REFUSAL_ROOM"] = 1;
            values[valuesById[2] = "REFUSAL_MODE"] = 2;
            values[valuesById[3] = "REFUSAL_MAINTENANCE"] = 3;
            values[valuesById[4] = "REFUSAL_BLACKOUT"] = 4;
            values[valuesById[5] = "REFUSAL_ANTI_AFFINITY"] = 5;
            values[valuesById[6] = "REFUSAL_IMPLAUSIBLE_DATA"] = 6;
            values[valuesById[7] = "REFUSAL_AWAY"] = 7;
            return values;
        })();

        v1.HistoryRequest = (function() {

            /**
             * Properties of a HistoryRequest.
             * @typedef {Object} score.v1.HistoryRequest.$Properties
             * @property {number|null} [request] HistoryRequest request
             * @property {number|null} [vm] HistoryRequest vm
             * @property {number|null} [limit] HistoryRequest limit
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a HistoryRequest.
             * @memberof score.v1
             * @interface IHistoryRequest
             * @augments score.v1.HistoryRequest.$Properties
             * @deprecated Use score.v1.HistoryRequest.$Properties instead.
             */

            /**
             * Shape of a HistoryRequest.
             * @typedef {score.v1.HistoryRequest.$Properties} score.v1.HistoryRequest.$Shape
             */

            /**
             * Constructs a new HistoryRequest.
             * @memberof score.v1
             * @classdesc Represents a HistoryRequest.
             * @constructor
             * @param {score.v1.HistoryRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const HistoryRequest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * HistoryRequest request.
             * @member {number} request
             * @memberof score.v1.HistoryRequest
             * @instance
             */
            HistoryRequest.prototype.request = 0;

            /**
             * HistoryRequest vm.
             * @member {number} vm
             * @memberof score.v1.HistoryRequest
             * @instance
             */
            HistoryRequest.prototype.vm = 0;

            /**
             * HistoryRequest limit.
             * @member {number} limit
             * @memberof score.v1.HistoryRequest
             * @instance
             */
            HistoryRequest.prototype.limit = 0;

            /**
             * Encodes the specified HistoryRequest message. Does not implicitly {@link score.v1.HistoryRequest.verify|verify} messages.
             * @function encode
             * @memberof score.v1.HistoryRequest
             * @static
             * @param {score.v1.HistoryRequest.$Properties} message HistoryRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            HistoryRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.request != null && $Object.hasOwnProperty.call(message, "request") && message.request !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.request);
                if (message.vm != null && $Object.hasOwnProperty.call(message, "vm") && message.vm !== 0)
                    writer.uint32(/* id 2, wireType 5 =*/21).fixed32(message.vm);
                if (message.limit != null && $Object.hasOwnProperty.call(message, "limit") && message.limit !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.limit);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a HistoryRequest message from the specified reader or buffer.
             * @function decode
             * @memberof score.v1.HistoryRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {score.v1.HistoryRequest & score.v1.HistoryRequest.$Shape} HistoryRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            HistoryRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.score.v1.HistoryRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.request = value;
                            else
                                delete message.request;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 5)
                                break;
                            if (value = reader.fixed32())
                                message.vm = value;
                            else
                                delete message.vm;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.limit = value;
                            else
                                delete message.limit;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for HistoryRequest
             * @function getTypeUrl
             * @memberof score.v1.HistoryRequest
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            HistoryRequest.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/score.v1.HistoryRequest";
            };

            return HistoryRequest;
        })();

        v1.HistoryResponse = (function() {

            /**
             * Properties of a HistoryResponse.
             * @typedef {Object} score.v1.HistoryResponse.$Properties
             * @property {number|null} [request] HistoryResponse request
             * @property {number|null} [host] HistoryResponse host
             * @property {Array.<string>|null} [records] HistoryResponse records
             * @property {Array.<number>|null} [formerHosts] HistoryResponse formerHosts
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a HistoryResponse.
             * @memberof score.v1
             * @interface IHistoryResponse
             * @augments score.v1.HistoryResponse.$Properties
             * @deprecated Use score.v1.HistoryResponse.$Properties instead.
             */

            /**
             * Shape of a HistoryResponse.
             * @typedef {score.v1.HistoryResponse.$Properties} score.v1.HistoryResponse.$Shape
             */

            /**
             * Constructs a new HistoryResponse.
             * @memberof score.v1
             * @classdesc Represents a HistoryResponse.
             * @constructor
             * @param {score.v1.HistoryResponse.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const HistoryResponse = function (properties) {
                this.records = [];
                this.formerHosts = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * HistoryResponse request.
             * @member {number} request
             * @memberof score.v1.HistoryResponse
             * @instance
             */
            HistoryResponse.prototype.request = 0;

            /**
             * HistoryResponse host.
             * @member {number} host
             * @memberof score.v1.HistoryResponse
             * @instance
             */
            HistoryResponse.prototype.host = 0;

            /**
             * HistoryResponse records.
             * @member {Array.<string>} records
             * @memberof score.v1.HistoryResponse
             * @instance
             */
            HistoryResponse.prototype.records = $util.emptyArray;

            /**
             * HistoryResponse formerHosts.
             * @member {Array.<number>} formerHosts
             * @memberof score.v1.HistoryResponse
             * @instance
             */
            HistoryResponse.prototype.formerHosts = $util.emptyArray;

            /**
             * Encodes the specified HistoryResponse message. Does not implicitly {@link score.v1.HistoryResponse.verify|verify} messages.
             * @function encode
             * @memberof score.v1.HistoryResponse
             * @static
             * @param {score.v1.HistoryResponse.$Properties} message HistoryResponse message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            HistoryResponse.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.request != null && $Object.hasOwnProperty.call(message, "request") && message.request !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.request);
                if (message.host != null && $Object.hasOwnProperty.call(message, "host") && message.host !== 0)
                    writer.uint32(/* id 2, wireType 5 =*/21).fixed32(message.host);
                if (message.records != null && message.records.length)
                    for (let i = 0; i < message.records.length; ++i)
                        writer.uint32(/* id 3, wireType 2 =*/26).string(message.records[i]);
                if (message.formerHosts != null && message.formerHosts.length)
                    writer.uint32(/* id 4, wireType 2 =*/34).fixed32s(message.formerHosts);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a HistoryResponse message from the specified reader or buffer.
             * @function decode
             * @memberof score.v1.HistoryResponse
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {score.v1.HistoryResponse & score.v1.HistoryResponse.$Shape} HistoryResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            HistoryResponse.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.score.v1.HistoryResponse();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.request = value;
                            else
                                delete message.request;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 5)
                                break;
                            if (value = reader.fixed32())
                                message.host = value;
                            else
                                delete message.host;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if (!(message.records && message.records.length))
                                message.records = [];
                            message.records.push(reader.stringVerify());
                            continue;
                        }
                    case 4: {
                            if (wireType === 2) {
                                if (!(message.formerHosts && message.formerHosts.length))
                                    message.formerHosts = [];
                                reader.fixed32s(message.formerHosts);
                                continue;
                            }
                            if (wireType !== 5)
                                break;
                            if (!(message.formerHosts && message.formerHosts.length))
                                message.formerHosts = [];
                            message.formerHosts.push(reader.fixed32());
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for HistoryResponse
             * @function getTypeUrl
             * @memberof score.v1.HistoryResponse
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            HistoryResponse.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/score.v1.HistoryResponse";
            };

            return HistoryResponse;
        })();

        v1.ReservationRelease = (function() {

            /**
             * Properties of a ReservationRelease.
             * @typedef {Object} score.v1.ReservationRelease.$Properties
             * @property {number|null} [vm] ReservationRelease vm
             * @property {string|null} [domainUuid] ReservationRelease domainUuid
             * @property {number|null} [promise] ReservationRelease promise
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ReservationRelease.
             * @memberof score.v1
             * @interface IReservationRelease
             * @augments score.v1.ReservationRelease.$Properties
             * @deprecated Use score.v1.ReservationRelease.$Properties instead.
             */

            /**
             * Shape of a ReservationRelease.
             * @typedef {score.v1.ReservationRelease.$Properties} score.v1.ReservationRelease.$Shape
             */

            /**
             * Constructs a new ReservationRelease.
             * @memberof score.v1
             * @classdesc Represents a ReservationRelease.
             * @constructor
             * @param {score.v1.ReservationRelease.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ReservationRelease = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * ReservationRelease vm.
             * @member {number} vm
             * @memberof score.v1.ReservationRelease
             * @instance
             */
            ReservationRelease.prototype.vm = 0;

            /**
             * ReservationRelease domainUuid.
             * @member {string} domainUuid
             * @memberof score.v1.ReservationRelease
             * @instance
             */
            ReservationRelease.prototype.domainUuid = "";

            /**
             * ReservationRelease promise.
             * @member {number} promise
             * @memberof score.v1.ReservationRelease
             * @instance
             */
            ReservationRelease.prototype.promise = 0;

            /**
             * Encodes the specified ReservationRelease message. Does not implicitly {@link score.v1.ReservationRelease.verify|verify} messages.
             * @function encode
             * @memberof score.v1.ReservationRelease
             * @static
             * @param {score.v1.ReservationRelease.$Properties} message ReservationRelease message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ReservationRelease.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.vm != null && $Object.hasOwnProperty.call(message, "vm") && message.vm !== 0)
                    writer.uint32(/* id 1, wireType 5 =*/13).fixed32(message.vm);
                if (message.domainUuid != null && $Object.hasOwnProperty.call(message, "domainUuid") && message.domainUuid !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.domainUuid);
                if (message.promise != null && $Object.hasOwnProperty.call(message, "promise") && message.promise !== 0)
                    writer.uint32(/* id 3, wireType 5 =*/29).fixed32(message.promise);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ReservationRelease message from the specified reader or buffer.
             * @function decode
             * @memberof score.v1.ReservationRelease
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {score.v1.ReservationRelease & score.v1.ReservationRelease.$Shape} ReservationRelease
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ReservationRelease.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.score.v1.ReservationRelease();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 5)
                                break;
                            if (value = reader.fixed32())
                                message.vm = value;
                            else
                                delete message.vm;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.domainUuid = value;
                            else
                                delete message.domainUuid;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 5)
                                break;
                            if (value = reader.fixed32())
                                message.promise = value;
                            else
                                delete message.promise;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for ReservationRelease
             * @function getTypeUrl
             * @memberof score.v1.ReservationRelease
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            ReservationRelease.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/score.v1.ReservationRelease";
            };

            return ReservationRelease;
        })();

        v1.InventoryRequest = (function() {

            /**
             * Properties of an InventoryRequest.
             * @typedef {Object} score.v1.InventoryRequest.$Properties
             * @property {number|null} [request] InventoryRequest request
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an InventoryRequest.
             * @memberof score.v1
             * @interface IInventoryRequest
             * @augments score.v1.InventoryRequest.$Properties
             * @deprecated Use score.v1.InventoryRequest.$Properties instead.
             */

            /**
             * Shape of an InventoryRequest.
             * @typedef {score.v1.InventoryRequest.$Properties} score.v1.InventoryRequest.$Shape
             */

            /**
             * Constructs a new InventoryRequest.
             * @memberof score.v1
             * @classdesc Represents an InventoryRequest.
             * @constructor
             * @param {score.v1.InventoryRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const InventoryRequest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * InventoryRequest request.
             * @member {number} request
             * @memberof score.v1.InventoryRequest
             * @instance
             */
            InventoryRequest.prototype.request = 0;

            /**
             * Encodes the specified InventoryRequest message. Does not implicitly {@link score.v1.InventoryRequest.verify|verify} messages.
             * @function encode
             * @memberof score.v1.InventoryRequest
             * @static
             * @param {score.v1.InventoryRequest.$Properties} message InventoryRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            InventoryRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.request != null && $Object.hasOwnProperty.call(message, "request") && message.request !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.request);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an InventoryRequest message from the specified reader or buffer.
             * @function decode
             * @memberof score.v1.InventoryRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {score.v1.InventoryRequest & score.v1.InventoryRequest.$Shape} InventoryRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            InventoryRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.score.v1.InventoryRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.request = value;
                            else
                                delete message.request;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for InventoryRequest
             * @function getTypeUrl
             * @memberof score.v1.InventoryRequest
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            InventoryRequest.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/score.v1.InventoryRequest";
            };

            return InventoryRequest;
        })();

        v1.InventoryResponse = (function() {

            /**
             * Properties of an InventoryResponse.
             * @typedef {Object} score.v1.InventoryResponse.$Properties
             * @property {number|null} [request] InventoryResponse request
             * @property {number|null} [host] InventoryResponse host
             * @property {Array.<number>|null} [vms] InventoryResponse vms
             * @property {Array.<number>|null} [knownHosts] InventoryResponse knownHosts
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an InventoryResponse.
             * @memberof score.v1
             * @interface IInventoryResponse
             * @augments score.v1.InventoryResponse.$Properties
             * @deprecated Use score.v1.InventoryResponse.$Properties instead.
             */

            /**
             * Shape of an InventoryResponse.
             * @typedef {score.v1.InventoryResponse.$Properties} score.v1.InventoryResponse.$Shape
             */

            /**
             * Constructs a new InventoryResponse.
             * @memberof score.v1
             * @classdesc Represents an InventoryResponse.
             * @constructor
             * @param {score.v1.InventoryResponse.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const InventoryResponse = function (properties) {
                this.vms = [];
                this.knownHosts = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * InventoryResponse request.
             * @member {number} request
             * @memberof score.v1.InventoryResponse
             * @instance
             */
            InventoryResponse.prototype.request = 0;

            /**
             * InventoryResponse host.
             * @member {number} host
             * @memberof score.v1.InventoryResponse
             * @instance
             */
            InventoryResponse.prototype.host = 0;

            /**
             * InventoryResponse vms.
             * @member {Array.<number>} vms
             * @memberof score.v1.InventoryResponse
             * @instance
             */
            InventoryResponse.prototype.vms = $util.emptyArray;

            /**
             * InventoryResponse knownHosts.
             * @member {Array.<number>} knownHosts
             * @memberof score.v1.InventoryResponse
             * @instance
             */
            InventoryResponse.prototype.knownHosts = $util.emptyArray;

            /**
             * Encodes the specified InventoryResponse message. Does not implicitly {@link score.v1.InventoryResponse.verify|verify} messages.
             * @function encode
             * @memberof score.v1.InventoryResponse
             * @static
             * @param {score.v1.InventoryResponse.$Properties} message InventoryResponse message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            InventoryResponse.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.request != null && $Object.hasOwnProperty.call(message, "request") && message.request !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.request);
                if (message.host != null && $Object.hasOwnProperty.call(message, "host") && message.host !== 0)
                    writer.uint32(/* id 2, wireType 5 =*/21).fixed32(message.host);
                if (message.vms != null && message.vms.length)
                    writer.uint32(/* id 3, wireType 2 =*/26).fixed32s(message.vms);
                if (message.knownHosts != null && message.knownHosts.length)
                    writer.uint32(/* id 4, wireType 2 =*/34).fixed32s(message.knownHosts);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an InventoryResponse message from the specified reader or buffer.
             * @function decode
             * @memberof score.v1.InventoryResponse
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {score.v1.InventoryResponse & score.v1.InventoryResponse.$Shape} InventoryResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            InventoryResponse.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.score.v1.InventoryResponse();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.request = value;
                            else
                                delete message.request;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 5)
                                break;
                            if (value = reader.fixed32())
                                message.host = value;
                            else
                                delete message.host;
                            continue;
                        }
                    case 3: {
                            if (wireType === 2) {
                                if (!(message.vms && message.vms.length))
                                    message.vms = [];
                                reader.fixed32s(message.vms);
                                continue;
                            }
                            if (wireType !== 5)
                                break;
                            if (!(message.vms && message.vms.length))
                                message.vms = [];
                            message.vms.push(reader.fixed32());
                            continue;
                        }
                    case 4: {
                            if (wireType === 2) {
                                if (!(message.knownHosts && message.knownHosts.length))
                                    message.knownHosts = [];
                                reader.fixed32s(message.knownHosts);
                                continue;
                            }
                            if (wireType !== 5)
                                break;
                            if (!(message.knownHosts && message.knownHosts.length))
                                message.knownHosts = [];
                            message.knownHosts.push(reader.fixed32());
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for InventoryResponse
             * @function getTypeUrl
             * @memberof score.v1.InventoryResponse
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            InventoryResponse.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/score.v1.InventoryResponse";
            };

            return InventoryResponse;
        })();

        v1.ReasonCount = (function() {

            /**
             * Properties of a ReasonCount.
             * @typedef {Object} score.v1.ReasonCount.$Properties
             * @property {string|null} [reason] ReasonCount reason
             * @property {number|null} [count] ReasonCount count
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ReasonCount.
             * @memberof score.v1
             * @interface IReasonCount
             * @augments score.v1.ReasonCount.$Properties
             * @deprecated Use score.v1.ReasonCount.$Properties instead.
             */

            /**
             * Shape of a ReasonCount.
             * @typedef {score.v1.ReasonCount.$Properties} score.v1.ReasonCount.$Shape
             */

            /**
             * Constructs a new ReasonCount.
             * @memberof score.v1
             * @classdesc Represents a ReasonCount.
             * @constructor
             * @param {score.v1.ReasonCount.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ReasonCount = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * ReasonCount reason.
             * @member {string} reason
             * @memberof score.v1.ReasonCount
             * @instance
             */
            ReasonCount.prototype.reason = "";

            /**
             * ReasonCount count.
             * @member {number} count
             * @memberof score.v1.ReasonCount
             * @instance
             */
            ReasonCount.prototype.count = 0;

            /**
             * Encodes the specified ReasonCount message. Does not implicitly {@link score.v1.ReasonCount.verify|verify} messages.
             * @function encode
             * @memberof score.v1.ReasonCount
             * @static
             * @param {score.v1.ReasonCount.$Properties} message ReasonCount message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ReasonCount.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.reason);
                if (message.count != null && $Object.hasOwnProperty.call(message, "count") && message.count !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.count);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ReasonCount message from the specified reader or buffer.
             * @function decode
             * @memberof score.v1.ReasonCount
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {score.v1.ReasonCount & score.v1.ReasonCount.$Shape} ReasonCount
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ReasonCount.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.score.v1.ReasonCount();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.reason = value;
                            else
                                delete message.reason;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.count = value;
                            else
                                delete message.count;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for ReasonCount
             * @function getTypeUrl
             * @memberof score.v1.ReasonCount
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            ReasonCount.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/score.v1.ReasonCount";
            };

            return ReasonCount;
        })();

        v1.MigrationReport = (function() {

            /**
             * Properties of a MigrationReport.
             * @typedef {Object} score.v1.MigrationReport.$Properties
             * @property {number|null} [request] MigrationReport request
             * @property {Uint8Array|null} [tokenId] MigrationReport tokenId
             * @property {number|null} [round] MigrationReport round
             * @property {number|null} [vm] MigrationReport vm
             * @property {number|null} [from] MigrationReport from
             * @property {number|null} [to] MigrationReport to
             * @property {boolean|null} [ok] MigrationReport ok
             * @property {string|null} [reason] MigrationReport reason
             * @property {number|null} [gain] MigrationReport gain
             * @property {number|null} [bytes] MigrationReport bytes
             * @property {number|null} [ms] MigrationReport ms
             * @property {number|null} [downtimeMs] MigrationReport downtimeMs
             * @property {boolean|null} [verified] MigrationReport verified
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a MigrationReport.
             * @memberof score.v1
             * @interface IMigrationReport
             * @augments score.v1.MigrationReport.$Properties
             * @deprecated Use score.v1.MigrationReport.$Properties instead.
             */

            /**
             * Shape of a MigrationReport.
             * @typedef {score.v1.MigrationReport.$Properties} score.v1.MigrationReport.$Shape
             */

            /**
             * Constructs a new MigrationReport.
             * @memberof score.v1
             * @classdesc Represents a MigrationReport.
             * @constructor
             * @param {score.v1.MigrationReport.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const MigrationReport = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * MigrationReport request.
             * @member {number} request
             * @memberof score.v1.MigrationReport
             * @instance
             */
            MigrationReport.prototype.request = 0;

            /**
             * MigrationReport tokenId.
             * @member {Uint8Array} tokenId
             * @memberof score.v1.MigrationReport
             * @instance
             */
            MigrationReport.prototype.tokenId = $util.newBuffer([]);

            /**
             * MigrationReport round.
             * @member {number} round
             * @memberof score.v1.MigrationReport
             * @instance
             */
            MigrationReport.prototype.round = 0;

            /**
             * MigrationReport vm.
             * @member {number} vm
             * @memberof score.v1.MigrationReport
             * @instance
             */
            MigrationReport.prototype.vm = 0;

            /**
             * MigrationReport from.
             * @member {number} from
             * @memberof score.v1.MigrationReport
             * @instance
             */
            MigrationReport.prototype.from = 0;

            /**
             * MigrationReport to.
             * @member {number} to
             * @memberof score.v1.MigrationReport
             * @instance
             */
            MigrationReport.prototype.to = 0;

            /**
             * MigrationReport ok.
             * @member {boolean} ok
             * @memberof score.v1.MigrationReport
             * @instance
             */
            MigrationReport.prototype.ok = false;

            /**
             * MigrationReport reason.
             * @member {string} reason
             * @memberof score.v1.MigrationReport
             * @instance
             */
            MigrationReport.prototype.reason = "";

            /**
             * MigrationReport gain.
             * @member {number} gain
             * @memberof score.v1.MigrationReport
             * @instance
             */
            MigrationReport.prototype.gain = 0;

            /**
             * MigrationReport bytes.
             * @member {number} bytes
             * @memberof score.v1.MigrationReport
             * @instance
             */
            MigrationReport.prototype.bytes = 0;

            /**
             * MigrationReport ms.
             * @member {number} ms
             * @memberof score.v1.MigrationReport
             * @instance
             */
            MigrationReport.prototype.ms = 0;

            /**
             * MigrationReport downtimeMs.
             * @member {number} downtimeMs
             * @memberof score.v1.MigrationReport
             * @instance
             */
            MigrationReport.prototype.downtimeMs = 0;

            /**
             * MigrationReport verified.
             * @member {boolean} verified
             * @memberof score.v1.MigrationReport
             * @instance
             */
            MigrationReport.prototype.verified = false;

            /**
             * Encodes the specified MigrationReport message. Does not implicitly {@link score.v1.MigrationReport.verify|verify} messages.
             * @function encode
             * @memberof score.v1.MigrationReport
             * @static
             * @param {score.v1.MigrationReport.$Properties} message MigrationReport message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            MigrationReport.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.request != null && $Object.hasOwnProperty.call(message, "request") && message.request !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.request);
                if (message.tokenId != null && $Object.hasOwnProperty.call(message, "tokenId") && message.tokenId.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.tokenId);
                if (message.round != null && $Object.hasOwnProperty.call(message, "round") && message.round !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.round);
                if (message.vm != null && $Object.hasOwnProperty.call(message, "vm") && message.vm !== 0)
                    writer.uint32(/* id 4, wireType 5 =*/37).fixed32(message.vm);
                if (message.from != null && $Object.hasOwnProperty.call(message, "from") && message.from !== 0)
                    writer.uint32(/* id 5, wireType 5 =*/45).fixed32(message.from);
                if (message.to != null && $Object.hasOwnProperty.call(message, "to") && message.to !== 0)
                    writer.uint32(/* id 6, wireType 5 =*/53).fixed32(message.to);
                if (message.ok != null && $Object.hasOwnProperty.call(message, "ok") && message.ok !== false)
                    writer.uint32(/* id 7, wireType 0 =*/56).bool(message.ok);
                if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                    writer.uint32(/* id 8, wireType 2 =*/66).string(message.reason);
                if (message.gain != null && $Object.hasOwnProperty.call(message, "gain") && !$Object.is(message.gain, 0))
                    writer.uint32(/* id 9, wireType 1 =*/73).double(message.gain);
                if (message.bytes != null && $Object.hasOwnProperty.call(message, "bytes") && !$Object.is(message.bytes, 0))
                    writer.uint32(/* id 10, wireType 1 =*/81).double(message.bytes);
                if (message.ms != null && $Object.hasOwnProperty.call(message, "ms") && !$Object.is(message.ms, 0))
                    writer.uint32(/* id 11, wireType 1 =*/89).double(message.ms);
                if (message.downtimeMs != null && $Object.hasOwnProperty.call(message, "downtimeMs") && !$Object.is(message.downtimeMs, 0))
                    writer.uint32(/* id 12, wireType 1 =*/97).double(message.downtimeMs);
                if (message.verified != null && $Object.hasOwnProperty.call(message, "verified") && message.verified !== false)
                    writer.uint32(/* id 13, wireType 0 =*/104).bool(message.verified);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a MigrationReport message from the specified reader or buffer.
             * @function decode
             * @memberof score.v1.MigrationReport
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {score.v1.MigrationReport & score.v1.MigrationReport.$Shape} MigrationReport
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            MigrationReport.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.score.v1.MigrationReport();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.request = value;
                            else
                                delete message.request;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.tokenId = value;
                            else
                                delete message.tokenId;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.round = value;
                            else
                                delete message.round;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 5)
                                break;
                            if (value = reader.fixed32())
                                message.vm = value;
                            else
                                delete message.vm;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 5)
                                break;
                            if (value = reader.fixed32())
                                message.from = value;
                            else
                                delete message.from;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 5)
                                break;
                            if (value = reader.fixed32())
                                message.to = value;
                            else
                                delete message.to;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.ok = value;
                            else
                                delete message.ok;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.reason = value;
                            else
                                delete message.reason;
                            continue;
                        }
                    case 9: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.gain = value;
                            else
                                delete message.gain;
                            continue;
                        }
                    case 10: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.bytes = value;
                            else
                                delete message.bytes;
                            continue;
                        }
                    case 11: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.ms = value;
                            else
                                delete message.ms;
                            continue;
                        }
                    case 12: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.downtimeMs = value;
                            else
                                delete message.downtimeMs;
                            continue;
                        }
                    case 13: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.verified = value;
                            else
                                delete message.verified;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for MigrationReport
             * @function getTypeUrl
             * @memberof score.v1.MigrationReport
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            MigrationReport.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/score.v1.MigrationReport";
            };

            return MigrationReport;
        })();

        v1.RoundEnd = (function() {

            /**
             * Properties of a RoundEnd.
             * @typedef {Object} score.v1.RoundEnd.$Properties
             * @property {number|null} [request] RoundEnd request
             * @property {Uint8Array|null} [tokenId] RoundEnd tokenId
             * @property {number|null} [rounds] RoundEnd rounds
             * @property {number|null} [hops] RoundEnd hops
             * @property {number|null} [migrations] RoundEnd migrations
             * @property {number|null} [failures] RoundEnd failures
             * @property {number|null} [slots] RoundEnd slots
             * @property {string|null} [reason] RoundEnd reason
             * @property {Array.<score.v1.ReasonCount.$Properties>|null} [stays] RoundEnd stays
             * @property {number|null} [generation] RoundEnd generation
             * @property {number|null} [generationTag] RoundEnd generationTag
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a RoundEnd.
             * @memberof score.v1
             * @interface IRoundEnd
             * @augments score.v1.RoundEnd.$Properties
             * @deprecated Use score.v1.RoundEnd.$Properties instead.
             */

            /**
             * Shape of a RoundEnd.
             * @typedef {score.v1.RoundEnd.$Properties} score.v1.RoundEnd.$Shape
             */

            /**
             * Constructs a new RoundEnd.
             * @memberof score.v1
             * @classdesc Represents a RoundEnd.
             * @constructor
             * @param {score.v1.RoundEnd.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const RoundEnd = function (properties) {
                this.stays = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * RoundEnd request.
             * @member {number} request
             * @memberof score.v1.RoundEnd
             * @instance
             */
            RoundEnd.prototype.request = 0;

            /**
             * RoundEnd tokenId.
             * @member {Uint8Array} tokenId
             * @memberof score.v1.RoundEnd
             * @instance
             */
            RoundEnd.prototype.tokenId = $util.newBuffer([]);

            /**
             * RoundEnd rounds.
             * @member {number} rounds
             * @memberof score.v1.RoundEnd
             * @instance
             */
            RoundEnd.prototype.rounds = 0;

            /**
             * RoundEnd hops.
             * @member {number} hops
             * @memberof score.v1.RoundEnd
             * @instance
             */
            RoundEnd.prototype.hops = 0;

            /**
             * RoundEnd migrations.
             * @member {number} migrations
             * @memberof score.v1.RoundEnd
             * @instance
             */
            RoundEnd.prototype.migrations = 0;

            /**
             * RoundEnd failures.
             * @member {number} failures
             * @memberof score.v1.RoundEnd
             * @instance
             */
            RoundEnd.prototype.failures = 0;

            /**
             * RoundEnd slots.
             * @member {number} slots
             * @memberof score.v1.RoundEnd
             * @instance
             */
            RoundEnd.prototype.slots = 0;

            /**
             * RoundEnd reason.
             * @member {string} reason
             * @memberof score.v1.RoundEnd
             * @instance
             */
            RoundEnd.prototype.reason = "";

            /**
             * RoundEnd stays.
             * @member {Array.<score.v1.ReasonCount.$Properties>} stays
             * @memberof score.v1.RoundEnd
             * @instance
             */
            RoundEnd.prototype.stays = $util.emptyArray;

            /**
             * RoundEnd generation.
             * @member {number} generation
             * @memberof score.v1.RoundEnd
             * @instance
             */
            RoundEnd.prototype.generation = 0;

            /**
             * RoundEnd generationTag.
             * @member {number} generationTag
             * @memberof score.v1.RoundEnd
             * @instance
             */
            RoundEnd.prototype.generationTag = 0;

            /**
             * Encodes the specified RoundEnd message. Does not implicitly {@link score.v1.RoundEnd.verify|verify} messages.
             * @function encode
             * @memberof score.v1.RoundEnd
             * @static
             * @param {score.v1.RoundEnd.$Properties} message RoundEnd message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            RoundEnd.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.request != null && $Object.hasOwnProperty.call(message, "request") && message.request !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.request);
                if (message.tokenId != null && $Object.hasOwnProperty.call(message, "tokenId") && message.tokenId.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.tokenId);
                if (message.rounds != null && $Object.hasOwnProperty.call(message, "rounds") && message.rounds !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.rounds);
                if (message.hops != null && $Object.hasOwnProperty.call(message, "hops") && message.hops !== 0)
                    writer.uint32(/* id 4, wireType 0 =*/32).uint32(message.hops);
                if (message.migrations != null && $Object.hasOwnProperty.call(message, "migrations") && message.migrations !== 0)
                    writer.uint32(/* id 5, wireType 0 =*/40).uint32(message.migrations);
                if (message.failures != null && $Object.hasOwnProperty.call(message, "failures") && message.failures !== 0)
                    writer.uint32(/* id 6, wireType 0 =*/48).uint32(message.failures);
                if (message.slots != null && $Object.hasOwnProperty.call(message, "slots") && message.slots !== 0)
                    writer.uint32(/* id 7, wireType 0 =*/56).uint32(message.slots);
                if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                    writer.uint32(/* id 8, wireType 2 =*/66).string(message.reason);
                if (message.stays != null && message.stays.length)
                    for (let i = 0; i < message.stays.length; ++i)
                        $root.score.v1.ReasonCount.encode(message.stays[i], writer.uint32(/* id 9, wireType 2 =*/74).fork(), _depth + 1).ldelim();
                if (message.generation != null && $Object.hasOwnProperty.call(message, "generation") && message.generation !== 0)
                    writer.uint32(/* id 10, wireType 0 =*/80).uint32(message.generation);
                if (message.generationTag != null && $Object.hasOwnProperty.call(message, "generationTag") && message.generationTag !== 0)
                    writer.uint32(/* id 11, wireType 5 =*/93).fixed32(message.generationTag);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a RoundEnd message from the specified reader or buffer.
             * @function decode
             * @memberof score.v1.RoundEnd
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {score.v1.RoundEnd & score.v1.RoundEnd.$Shape} RoundEnd
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            RoundEnd.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.score.v1.RoundEnd();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.request = value;
                            else
                                delete message.request;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.tokenId = value;
                            else
                                delete message.tokenId;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.rounds = value;
                            else
                                delete message.rounds;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.hops = value;
                            else
                                delete message.hops;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.migrations = value;
                            else
                                delete message.migrations;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.failures = value;
                            else
                                delete message.failures;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.slots = value;
                            else
                                delete message.slots;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.reason = value;
                            else
                                delete message.reason;
                            continue;
                        }
                    case 9: {
                            if (wireType !== 2)
                                break;
                            if (!(message.stays && message.stays.length))
                                message.stays = [];
                            message.stays.push($root.score.v1.ReasonCount.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 10: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.generation = value;
                            else
                                delete message.generation;
                            continue;
                        }
                    case 11: {
                            if (wireType !== 5)
                                break;
                            if (value = reader.fixed32())
                                message.generationTag = value;
                            else
                                delete message.generationTag;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for RoundEnd
             * @function getTypeUrl
             * @memberof score.v1.RoundEnd
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            RoundEnd.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/score.v1.RoundEnd";
            };

            return RoundEnd;
        })();

        v1.ReportAck = (function() {

            /**
             * Properties of a ReportAck.
             * @typedef {Object} score.v1.ReportAck.$Properties
             * @property {number|null} [request] ReportAck request
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ReportAck.
             * @memberof score.v1
             * @interface IReportAck
             * @augments score.v1.ReportAck.$Properties
             * @deprecated Use score.v1.ReportAck.$Properties instead.
             */

            /**
             * Shape of a ReportAck.
             * @typedef {score.v1.ReportAck.$Properties} score.v1.ReportAck.$Shape
             */

            /**
             * Constructs a new ReportAck.
             * @memberof score.v1
             * @classdesc Represents a ReportAck.
             * @constructor
             * @param {score.v1.ReportAck.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ReportAck = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * ReportAck request.
             * @member {number} request
             * @memberof score.v1.ReportAck
             * @instance
             */
            ReportAck.prototype.request = 0;

            /**
             * Encodes the specified ReportAck message. Does not implicitly {@link score.v1.ReportAck.verify|verify} messages.
             * @function encode
             * @memberof score.v1.ReportAck
             * @static
             * @param {score.v1.ReportAck.$Properties} message ReportAck message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ReportAck.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.request != null && $Object.hasOwnProperty.call(message, "request") && message.request !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.request);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ReportAck message from the specified reader or buffer.
             * @function decode
             * @memberof score.v1.ReportAck
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {score.v1.ReportAck & score.v1.ReportAck.$Shape} ReportAck
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ReportAck.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.score.v1.ReportAck();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.request = value;
                            else
                                delete message.request;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for ReportAck
             * @function getTypeUrl
             * @memberof score.v1.ReportAck
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            ReportAck.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/score.v1.ReportAck";
            };

            return ReportAck;
        })();

        return v1;
    })();

    return score;
})();

export {
  $root as default
};
