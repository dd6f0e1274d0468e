import * as $protobuf from "protobufjs";

/** Namespace score. */
export namespace score {

    /** Namespace v1. */
    namespace v1 {

        /**
         * Properties of an Envelope.
         * @deprecated Use score.v1.Envelope.$Properties instead.
         */
        interface IEnvelope extends score.v1.Envelope.$Properties {
        }

        /** Represents an Envelope. */
        class Envelope {

            /**
             * Constructs a new Envelope.
             * @param [properties] Properties to set
             */
            constructor(properties?: score.v1.Envelope.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Envelope token. */
            token?: (score.v1.Token.$Properties|null);

            /** Envelope tokenAck. */
            tokenAck?: (score.v1.TokenAck.$Properties|null);

            /** Envelope locationRequest. */
            locationRequest?: (score.v1.LocationRequest.$Properties|null);

            /** Envelope locationResponse. */
            locationResponse?: (score.v1.LocationResponse.$Properties|null);

            /** Envelope capacityRequest. */
            capacityRequest?: (score.v1.CapacityRequest.$Properties|null);

            /** Envelope capacityResponse. */
            capacityResponse?: (score.v1.CapacityResponse.$Properties|null);

            /** Envelope reservationRelease. */
            reservationRelease?: (score.v1.ReservationRelease.$Properties|null);

            /** Envelope inventoryRequest. */
            inventoryRequest?: (score.v1.InventoryRequest.$Properties|null);

            /** Envelope inventoryResponse. */
            inventoryResponse?: (score.v1.InventoryResponse.$Properties|null);

            /** Envelope migrationReport. */
            migrationReport?: (score.v1.MigrationReport.$Properties|null);

            /** Envelope roundEnd. */
            roundEnd?: (score.v1.RoundEnd.$Properties|null);

            /** Envelope reportAck. */
            reportAck?: (score.v1.ReportAck.$Properties|null);

            /** Envelope tokenChange. */
            tokenChange?: (score.v1.TokenChange.$Properties|null);

            /** Envelope tokenGrant. */
            tokenGrant?: (score.v1.TokenGrant.$Properties|null);

            /** Envelope tokenState. */
            tokenState?: (score.v1.TokenState.$Properties|null);

            /** Envelope tokenInquiry. */
            tokenInquiry?: (score.v1.TokenInquiry.$Properties|null);

            /** Envelope tokenSighting. */
            tokenSighting?: (score.v1.TokenSighting.$Properties|null);

            /** Envelope tokenRevival. */
            tokenRevival?: (score.v1.TokenRevival.$Properties|null);

            /** Envelope flightRequest. */
            flightRequest?: (score.v1.FlightRequest.$Properties|null);

            /** Envelope flightResponse. */
            flightResponse?: (score.v1.FlightResponse.$Properties|null);

            /** Envelope orderRequest. */
            orderRequest?: (score.v1.OrderRequest.$Properties|null);

            /** Envelope orderResponse. */
            orderResponse?: (score.v1.OrderResponse.$Properties|null);

            /** Envelope historyRequest. */
            historyRequest?: (score.v1.HistoryRequest.$Properties|null);

            /** Envelope historyResponse. */
            historyResponse?: (score.v1.HistoryResponse.$Properties|null);

            /** Envelope body. */
            body?: ("token"|"tokenAck"|"locationRequest"|"locationResponse"|"capacityRequest"|"capacityResponse"|"reservationRelease"|"inventoryRequest"|"inventoryResponse"|"migrationReport"|"roundEnd"|"reportAck"|"tokenChange"|"tokenGrant"|"tokenState"|"tokenInquiry"|"tokenSighting"|"tokenRevival"|"flightRequest"|"flightResponse"|"orderRequest"|"orderResponse"|"historyRequest"|"historyResponse");

            /**
             * Encodes the specified Envelope message. Does not implicitly {@link score.v1.Envelope.verify|verify} messages.
             * @param message Envelope message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: score.v1.Envelope.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Envelope message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {score.v1.Envelope & score.v1.Envelope.$Shape} Envelope
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): score.v1.Envelope & score.v1.Envelope.$Shape;

            /**
             * Gets the type url for Envelope
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Envelope {

            /** Properties of an Envelope. */
            interface $Properties {

                /** Envelope token */
                token?: (score.v1.Token.$Properties|null);

                /** Envelope tokenAck */
                tokenAck?: (score.v1.TokenAck.$Properties|null);

                /** Envelope locationRequest */
                locationRequest?: (score.v1.LocationRequest.$Properties|null);

                /** Envelope locationResponse */
                locationResponse?: (score.v1.LocationResponse.$Properties|null);

                /** Envelope capacityRequest */
                capacityRequest?: (score.v1.CapacityRequest.$Properties|null);

                /** Envelope capacityResponse */
                capacityResponse?: (score.v1.CapacityResponse.$Properties|null);

                /** Envelope reservationRelease */
                reservationRelease?: (score.v1.ReservationRelease.$Properties|null);

                /** Envelope inventoryRequest */
                inventoryRequest?: (score.v1.InventoryRequest.$Properties|null);

                /** Envelope inventoryResponse */
                inventoryResponse?: (score.v1.InventoryResponse.$Properties|null);

                /** Envelope migrationReport */
                migrationReport?: (score.v1.MigrationReport.$Properties|null);

                /** Envelope roundEnd */
                roundEnd?: (score.v1.RoundEnd.$Properties|null);

                /** Envelope reportAck */
                reportAck?: (score.v1.ReportAck.$Properties|null);

                /** Envelope tokenChange */
                tokenChange?: (score.v1.TokenChange.$Properties|null);

                /** Envelope tokenGrant */
                tokenGrant?: (score.v1.TokenGrant.$Properties|null);

                /** Envelope tokenState */
                tokenState?: (score.v1.TokenState.$Properties|null);

                /** Envelope tokenInquiry */
                tokenInquiry?: (score.v1.TokenInquiry.$Properties|null);

                /** Envelope tokenSighting */
                tokenSighting?: (score.v1.TokenSighting.$Properties|null);

                /** Envelope tokenRevival */
                tokenRevival?: (score.v1.TokenRevival.$Properties|null);

                /** Envelope flightRequest */
                flightRequest?: (score.v1.FlightRequest.$Properties|null);

                /** Envelope flightResponse */
                flightResponse?: (score.v1.FlightResponse.$Properties|null);

                /** Envelope orderRequest */
                orderRequest?: (score.v1.OrderRequest.$Properties|null);

                /** Envelope orderResponse */
                orderResponse?: (score.v1.OrderResponse.$Properties|null);

                /** Envelope historyRequest */
                historyRequest?: (score.v1.HistoryRequest.$Properties|null);

                /** Envelope historyResponse */
                historyResponse?: (score.v1.HistoryResponse.$Properties|null);

                /** Envelope body */
                body?: ("token"|"tokenAck"|"locationRequest"|"locationResponse"|"capacityRequest"|"capacityResponse"|"reservationRelease"|"inventoryRequest"|"inventoryResponse"|"migrationReport"|"roundEnd"|"reportAck"|"tokenChange"|"tokenGrant"|"tokenState"|"tokenInquiry"|"tokenSighting"|"tokenRevival"|"flightRequest"|"flightResponse"|"orderRequest"|"orderResponse"|"historyRequest"|"historyResponse");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of an Envelope. */
            type $Shape = {
              token?: score.v1.Token.$Shape|null;
              tokenAck?: score.v1.TokenAck.$Shape|null;
              locationRequest?: score.v1.LocationRequest.$Shape|null;
              locationResponse?: score.v1.LocationResponse.$Shape|null;
              capacityRequest?: score.v1.CapacityRequest.$Shape|null;
              capacityResponse?: score.v1.CapacityResponse.$Shape|null;
              reservationRelease?: score.v1.ReservationRelease.$Shape|null;
              inventoryRequest?: score.v1.InventoryRequest.$Shape|null;
              inventoryResponse?: score.v1.InventoryResponse.$Shape|null;
              migrationReport?: score.v1.MigrationReport.$Shape|null;
              roundEnd?: score.v1.RoundEnd.$Shape|null;
              reportAck?: score.v1.ReportAck.$Shape|null;
              tokenChange?: score.v1.TokenChange.$Shape|null;
              tokenGrant?: score.v1.TokenGrant.$Shape|null;
              tokenState?: score.v1.TokenState.$Shape|null;
              tokenInquiry?: score.v1.TokenInquiry.$Shape|null;
              tokenSighting?: score.v1.TokenSighting.$Shape|null;
              tokenRevival?: score.v1.TokenRevival.$Shape|null;
              flightRequest?: score.v1.FlightRequest.$Shape|null;
              flightResponse?: score.v1.FlightResponse.$Shape|null;
              orderRequest?: score.v1.OrderRequest.$Shape|null;
              orderResponse?: score.v1.OrderResponse.$Shape|null;
              historyRequest?: score.v1.HistoryRequest.$Shape|null;
              historyResponse?: score.v1.HistoryResponse.$Shape|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ body?: undefined; token?: null; tokenAck?: null; locationRequest?: null; locationResponse?: null; capacityRequest?: null; capacityResponse?: null; reservationRelease?: null; inventoryRequest?: null; inventoryResponse?: null; migrationReport?: null; roundEnd?: null; reportAck?: null; tokenChange?: null; tokenGrant?: null; tokenState?: null; tokenInquiry?: null; tokenSighting?: null; tokenRevival?: null; flightRequest?: null; flightResponse?: null; orderRequest?: null; orderResponse?: null; historyRequest?: null; historyResponse?: null }|{ body?: "token"; token: score.v1.Token.$Shape; tokenAck?: null; locationRequest?: null; locationResponse?: null; capacityRequest?: null; capacityResponse?: null; reservationRelease?: null; inventoryRequest?: null; inventoryResponse?: null; migrationReport?: null; roundEnd?: null; reportAck?: null; tokenChange?: null; tokenGrant?: null; tokenState?: null; tokenInquiry?: null; tokenSighting?: null; tokenRevival?: null; flightRequest?: null; flightResponse?: null; orderRequest?: null; orderResponse?: null; historyRequest?: null; historyResponse?: null }|{ body?: "tokenAck"; token?: null; tokenAck: score.v1.TokenAck.$Shape; locationRequest?: null; locationResponse?: null; capacityRequest?: null; capacityResponse?: null; reservationRelease?: null; inventoryRequest?: null; inventoryResponse?: null; migrationReport?: null; roundEnd?: null; reportAck?: null; tokenChange?: null; tokenGrant?: null; tokenState?: null; tokenInquiry?: null; tokenSighting?: null; tokenRevival?: null; flightRequest?: null; flightResponse?: null; orderRequest?: null; orderResponse?: null; historyRequest?: null; historyResponse?: null }|{ body?: "locationRequest"; token?: null; tokenAck?: null; locationRequest: score.v1.LocationRequest.$Shape; locationResponse?: null; capacityRequest?: null; capacityResponse?: null; reservationRelease?: null; inventoryRequest?: null; inventoryResponse?: null; migrationReport?: null; roundEnd?: null; reportAck?: null; tokenChange?: null; tokenGrant?: null; tokenState?: null; tokenInquiry?: null; tokenSighting?: null; tokenRevival?: null; flightRequest?: null; flightResponse?: null; orderRequest?: null; orderResponse?: null; historyRequest?: null; historyResponse?: null }|{ body?: "locationResponse"; token?: null; tokenAck?: null; locationRequest?: null; locationResponse: score.v1.LocationResponse.$Shape; capacityRequest?: null; capacityResponse?: null; reservationRelease?: null; inventoryRequest?: null; inventoryResponse?: null; migrationReport?: null; roundEnd?: null; reportAck?: null; tokenChange?: null; tokenGrant?: null; tokenState?: null; tokenInquiry?: null; tokenSighting?: null; tokenRevival?: null; flightRequest?: null; flightResponse?: null; orderRequest?: null; orderResponse?: null; historyRequest?: null; historyResponse?: null }|{ body?: "capacityRequest"; token?: null; tokenAck?: null; locationRequest?: null; locationResponse?: null; capacityRequest: score.v1.CapacityRequest.$Shape; capacityResponse?: null; reservationRelease?: null; inventoryRequest?: null; inventoryResponse?: null; migrationReport?: null; roundEnd?: null; reportAck?: null; tokenChange?: null; tokenGrant?: null; tokenState?: null; tokenInquiry?: null; tokenSighting?: null; tokenRevival?: null; flightRequest?: null; flightResponse?: null; orderRequest?: null; orderResponse?: null; historyRequest?: null; historyResponse?: null }|{ body?: "capacityResponse"; token?: null; tokenAck?: null; locationRequest?: null; locationResponse?: null; capacityRequest?: null; capacityResponse: score.v1.CapacityResponse.$Shape; reservationRelease?: null; inventoryRequest?: null; inventoryResponse?: null; migrationReport?: null; roundEnd?: null; reportAck?: null; tokenChange?: null; tokenGrant?: null; tokenState?: null; tokenInquiry?: null; tokenSighting?: null; tokenRevival?: null; flightRequest?: null; flightResponse?: null; orderRequest?: null; orderResponse?: null; historyRequest?: null; historyResponse?: null }|{ body?: "reservationRelease"; token?: null; tokenAck?: null; locationRequest?: null; locationResponse?: null; capacityRequest?: null; capacityResponse?: null; reservationRelease: score.v1.ReservationRelease.$Shape; inventoryRequest?: null; inventoryResponse?: null; migrationReport?: null; roundEnd?: null; reportAck?: null; tokenChange?: null; tokenGrant?: null; tokenState?: null; tokenInquiry?: null; tokenSighting?: null; tokenRevival?: null; flightRequest?: null; flightResponse?: null; orderRequest?: null; orderResponse?: null; historyRequest?: null; historyResponse?: null }|{ body?: "inventoryRequest"; token?: null; tokenAck?: null; locationRequest?: null; locationResponse?: null; capacityRequest?: null; capacityResponse?: null; reservationRelease?: null; inventoryRequest: score.v1.InventoryRequest.$Shape; inventoryResponse?: null; migrationReport?: null; roundEnd?: null; reportAck?: null; tokenChange?: null; tokenGrant?: null; tokenState?: null; tokenInquiry?: null; tokenSighting?: null; tokenRevival?: null; flightRequest?: null; flightResponse?: null; orderRequest?: null; orderResponse?: null; historyRequest?: null; historyResponse?: null }|{ body?: "inventoryResponse"; token?: null; tokenAck?: null; locationRequest?: null; locationResponse?: null; capacityRequest?: null; capacityResponse?: null; reservationRelease?: null; inventoryRequest?: null; inventoryResponse: score.v1.InventoryResponse.$Shape; migrationReport?: null; roundEnd?: null; reportAck?: null; tokenChange?: null; tokenGrant?: null; tokenState?: null; tokenInquiry?: null; tokenSighting?: null; tokenRevival?: null; flightRequest?: null; flightResponse?: null; orderRequest?: null; orderResponse?: null; historyRequest?: null; historyResponse?: null }|{ body?: "migrationReport"; token?: null; tokenAck?: null; locationRequest?: null; locationResponse?: null; capacityRequest?: null; capacityResponse?: null; reservationRelease?: null; inventoryRequest?: null; inventoryResponse?: null; migrationReport: score.v1.MigrationReport.$Shape; roundEnd?: null; reportAck?: null; tokenChange?: null; tokenGrant?: null; tokenState?: null; tokenInquiry?: null; tokenSighting?: null; tokenRevival?: null; flightRequest?: null; flightResponse?: null; orderRequest?: null; orderResponse?: null; historyRequest?: null; historyResponse?: null }|{ body?: "roundEnd"; token?: null; tokenAck?: null; locationRequest?: null; locationResponse?: null; capacityRequest?: null; capacityResponse?: null; reservationRelease?: null; inventoryRequest?: null; inventoryResponse?: null; migrationReport?: null; roundEnd: score.v1.RoundEnd.$Shape; reportAck?: null; tokenChange?: null; tokenGrant?: null; tokenState?: null; tokenInquiry?: null; tokenSighting?: null; tokenRevival?: null; flightRequest?: null; flightResponse?: null; orderRequest?: null; orderResponse?: null; historyRequest?: null; historyResponse?: null }|{ body?: "reportAck"; token?: null; tokenAck?: null; locationRequest?: null; locationResponse?: null; capacityRequest?: null; capacityResponse?: null; reservationRelease?: null; inventoryRequest?: null; inventoryResponse?: null; migrationReport?: null; roundEnd?: null; reportAck: score.v1.ReportAck.$Shape; tokenChange?: null; tokenGrant?: null; tokenState?: null; tokenInquiry?: null; tokenSighting?: null; tokenRevival?: null; flightRequest?: null; flightResponse?: null; orderRequest?: null; orderResponse?: null; historyRequest?: null; historyResponse?: null }|{ body?: "tokenChange"; token?: null; tokenAck?: null; locationRequest?: null; locationResponse?: null; capacityRequest?: null; capacityResponse?: null; reservationRelease?: null; inventoryRequest?: null; inventoryResponse?: null; migrationReport?: null; roundEnd?: null; reportAck?: null; tokenChange: score.v1.TokenChange.$Shape; tokenGrant?: null; tokenState?: null; tokenInquiry?: null; tokenSighting?: null; tokenRevival?: null; flightRequest?: null; flightResponse?: null; orderRequest?: null; orderResponse?: null; historyRequest?: null; historyResponse?: null }|{ body?: "tokenGrant"; token?: null; tokenAck?: null; locationRequest?: null; locationResponse?: null; capacityRequest?: null; capacityResponse?: null; reservationRelease?: null; inventoryRequest?: null; inventoryResponse?: null; migrationReport?: null; roundEnd?: null; reportAck?: null; tokenChange?: null; tokenGrant: score.v1.TokenGrant.$Shape; tokenState?: null; tokenInquiry?: null; tokenSighting?: null; tokenRevival?: null; flightRequest?: null; flightResponse?: null; orderRequest?: null; orderResponse?: null; historyRequest?: null; historyResponse?: null }|{ body?: "tokenState"; token?: null; tokenAck?: null; locationRequest?: null; locationResponse?: null; capacityRequest?: null; capacityResponse?: null; reservationRelease?: null; inventoryRequest?: null; inventoryResponse?: null; migrationReport?: null; roundEnd?: null; reportAck?: null; tokenChange?: null; tokenGrant?: null; tokenState: score.v1.TokenState.$Shape; tokenInquiry?: null; tokenSighting?: null; tokenRevival?: null; flightRequest?: null; flightResponse?: null; orderRequest?: null; orderResponse?: null; historyRequest?: null; historyResponse?: null }|{ body?: "tokenInquiry"; token?: null; tokenAck?: null; locationRequest?: null; locationResponse?: null; capacityRequest?: null; capacityResponse?: null; reservationRelease?: null; inventoryRequest?: null; inventoryResponse?: null; migrationReport?: null; roundEnd?: null; reportAck?: null; tokenChange?: null; tokenGrant?: null; tokenState?: null; tokenInquiry: score.v1.TokenInquiry.$Shape; tokenSighting?: null; tokenRevival?: null; flightRequest?: null; flightResponse?: null; orderRequest?: null; orderResponse?: null; historyRequest?: null; historyResponse?: null }|{ body?: "tokenSighting"; token?: null; tokenAck?: null; locationRequest?: null; locationResponse?: null; capacityRequest?: null; capacityResponse?: null; reservationRelease?: null; inventoryRequest?: null; inventoryResponse?: null; migrationReport?: null; roundEnd?: null; reportAck?: null; tokenChange?: null; tokenGrant?: null; tokenState?: null; tokenInquiry?: null; tokenSighting: score.v1.TokenSighting.$Shape; tokenRevival?: null; flightRequest?: null; flightResponse?: null; orderRequest?: null; orderResponse?: null; historyRequest?: null; historyResponse?: null }|{ body?: "tokenRevival"; token?: null; tokenAck?: null; locationRequest?: null; locationResponse?: null; capacityRequest?: null; capacityResponse?: null; reservationRelease?: null; inventoryRequest?: null; inventoryResponse?: null; migrationReport?: null; roundEnd?: null; reportAck?: null; tokenChange?: null; tokenGrant?: null; tokenState?: null; tokenInquiry?: null; tokenSighting?: null; tokenRevival: score.v1.TokenRevival.$Shape; flightRequest?: null; flightResponse?: null; orderRequest?: null; orderResponse?: null; historyRequest?: null; historyResponse?: null }|{ body?: "flightRequest"; token?: null; tokenAck?: null; locationRequest?: null; locationResponse?: null; capacityRequest?: null; capacityResponse?: null; reservationRelease?: null; inventoryRequest?: null; inventoryResponse?: null; migrationReport?: null; roundEnd?: null; reportAck?: null; tokenChange?: null; tokenGrant?: null; tokenState?: null; tokenInquiry?: null; tokenSighting?: null; tokenRevival?: null; flightRequest: score.v1.FlightRequest.$Shape; flightResponse?: null; orderRequest?: null; orderResponse?: null; historyRequest?: null; historyResponse?: null }|{ body?: "flightResponse"; token?: null; tokenAck?: null; locationRequest?: null; locationResponse?: null; capacityRequest?: null; capacityResponse?: null; reservationRelease?: null; inventoryRequest?: null; inventoryResponse?: null; migrationReport?: null; roundEnd?: null; reportAck?: null; tokenChange?: null; tokenGrant?: null; tokenState?: null; tokenInquiry?: null; tokenSighting?: null; tokenRevival?: null; flightRequest?: null; flightResponse: score.v1.FlightResponse.$Shape; orderRequest?: null; orderResponse?: null; historyRequest?: null; historyResponse?: null }|{ body?: "orderRequest"; token?: null; tokenAck?: null; locationRequest?: null; locationResponse?: null; capacityRequest?: null; capacityResponse?: null; reservationRelease?: null; inventoryRequest?: null; inventoryResponse?: null; migrationReport?: null; roundEnd?: null; reportAck?: null; tokenChange?: null; tokenGrant?: null; tokenState?: null; tokenInquiry?: null; tokenSighting?: null; tokenRevival?: null; flightRequest?: null; flightResponse?: null; orderRequest: score.v1.OrderRequest.$Shape; orderResponse?: null; historyRequest?: null; historyResponse?: null }|{ body?: "orderResponse"; token?: null; tokenAck?: null; locationRequest?: null; locationResponse?: null; capacityRequest?: null; capacityResponse?: null; reservationRelease?: null; inventoryRequest?: null; inventoryResponse?: null; migrationReport?: null; roundEnd?: null; reportAck?: null; tokenChange?: null; tokenGrant?: null; tokenState?: null; tokenInquiry?: null; tokenSighting?: null; tokenRevival?: null; flightRequest?: null; flightResponse?: null; orderRequest?: null; orderResponse: score.v1.OrderResponse.$Shape; historyRequest?: null; historyResponse?: null }|{ body?: "historyRequest"; token?: null; tokenAck?: null; locationRequest?: null; locationResponse?: null; capacityRequest?: null; capacityResponse?: null; reservationRelease?: null; inventoryRequest?: null; inventoryResponse?: null; migrationReport?: null; roundEnd?: null; reportAck?: null; tokenChange?: null; tokenGrant?: null; tokenState?: null; tokenInquiry?: null; tokenSighting?: null; tokenRevival?: null; flightRequest?: null; flightResponse?: null; orderRequest?: null; orderResponse?: null; historyRequest: score.v1.HistoryRequest.$Shape; historyResponse?: null }|{ body?: "historyResponse"; token?: null; tokenAck?: null; locationRequest?: null; locationResponse?: null; capacityRequest?: null; capacityResponse?: null; reservationRelease?: null; inventoryRequest?: null; inventoryResponse?: null; migrationReport?: null; roundEnd?: null; reportAck?: null; tokenChange?: null; tokenGrant?: null; tokenState?: null; tokenInquiry?: null; tokenSighting?: null; tokenRevival?: null; flightRequest?: null; flightResponse?: null; orderRequest?: null; orderResponse?: null; historyRequest?: null; historyResponse: score.v1.HistoryResponse.$Shape })
            );
        }

        /** Policy enum. */
        enum Policy {

            /** POLICY_UNSPECIFIED value */
            POLICY_UNSPECIFIED = 0,

            /** ROUND_ROBIN value */
            ROUND_ROBIN = 1,

            /** DISTRIBUTED value */
            DISTRIBUTED = 2,

            /** LOAD_AWARE value */
            LOAD_AWARE = 3
        }

        /**
         * Properties of a Token.
         * @deprecated Use score.v1.Token.$Properties instead.
         */
        interface IToken extends score.v1.Token.$Properties {
        }

        /** Represents a Token. */
        class Token {

            /**
             * Constructs a new Token.
             * @param [properties] Properties to set
             */
            constructor(properties?: score.v1.Token.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Token id. */
            id: Uint8Array;

            /** Token generation. */
            generation: number;

            /** Token sequence. */
            sequence: number;

            /** Token policy. */
            policy: score.v1.Policy;

            /** Token migrationCost. */
            migrationCost: number;

            /** Token round. */
            round: number;

            /** Token maxRounds. */
            maxRounds: number;

            /** Token origin. */
            origin: number;

            /** Token holder. */
            holder: number;

            /** Token visited. */
            visited: number;

            /** Token level. */
            level: number;

            /** Token ids. */
            ids: Uint8Array;

            /** Token levels. */
            levels: Uint8Array;

            /** Token loads. */
            loads: Uint8Array;

            /** Token migrationsInRound. */
            migrationsInRound: number;

            /** Token migrations. */
            migrations: number;

            /** Token recentMoves. */
            recentMoves: score.v1.Move.$Properties[];

            /** Token cursor. */
            cursor: number;

            /** Token fixedList. */
            fixedList: boolean;

            /** Token stays. */
            stays: score.v1.ReasonCount.$Properties[];

            /** Token failures. */
            failures: number;

            /** Token kept. */
            kept: boolean;

            /** Token generationTag. */
            generationTag: number;

            /** Token offer. */
            offer: boolean;

            /** Token flights. */
            flights: score.v1.Flight.$Properties[];

            /** Token limits. */
            limits?: (score.v1.Limits.$Properties|null);

            /** Token moves. */
            moves: number;

            /** Token epoch. */
            epoch: number;

            /** Token heldMs. */
            heldMs: number;

            /** Token lostHosts. */
            lostHosts: number[];

            /** Token silentVms. */
            silentVms: number[];

            /** Token mixed. */
            mixed: boolean;

            /** Token trueMigrationCost. */
            trueMigrationCost: number;

            /** Token dryRun. */
            dryRun: boolean;

            /** Token autoCost. */
            autoCost: boolean;

            /** Token unmeasured. */
            unmeasured: number;

            /** Token waitedRounds. */
            waitedRounds: number;

            /**
             * Encodes the specified Token message. Does not implicitly {@link score.v1.Token.verify|verify} messages.
             * @param message Token message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: score.v1.Token.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Token message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {score.v1.Token & score.v1.Token.$Shape} Token
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): score.v1.Token & score.v1.Token.$Shape;

            /**
             * Gets the type url for Token
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Token {

            /** Properties of a Token. */
            interface $Properties {

                /** Token id */
                id?: (Uint8Array|null);

                /** Token generation */
                generation?: (number|null);

                /** Token sequence */
                sequence?: (number|null);

                /** Token policy */
                policy?: (score.v1.Policy|null);

                /** Token migrationCost */
                migrationCost?: (number|null);

                /** Token round */
                round?: (number|null);

                /** Token maxRounds */
                maxRounds?: (number|null);

                /** Token origin */
                origin?: (number|null);

                /** Token holder */
                holder?: (number|null);

                /** Token visited */
                visited?: (number|null);

                /** Token level */
                level?: (number|null);

                /** Token ids */
                ids?: (Uint8Array|null);

                /** Token levels */
                levels?: (Uint8Array|null);

                /** Token loads */
                loads?: (Uint8Array|null);

                /** Token migrationsInRound */
                migrationsInRound?: (number|null);

                /** Token migrations */
                migrations?: (number|null);

                /** Token recentMoves */
                recentMoves?: (score.v1.Move.$Properties[]|null);

                /** Token cursor */
                cursor?: (number|null);

                /** Token fixedList */
                fixedList?: (boolean|null);

                /** Token stays */
                stays?: (score.v1.ReasonCount.$Properties[]|null);

                /** Token failures */
                failures?: (number|null);

                /** Token kept */
                kept?: (boolean|null);

                /** Token generationTag */
                generationTag?: (number|null);

                /** Token offer */
                offer?: (boolean|null);

                /** Token flights */
                flights?: (score.v1.Flight.$Properties[]|null);

                /** Token limits */
                limits?: (score.v1.Limits.$Properties|null);

                /** Token moves */
                moves?: (number|null);

                /** Token epoch */
                epoch?: (number|null);

                /** Token heldMs */
                heldMs?: (number|null);

                /** Token lostHosts */
                lostHosts?: (number[]|null);

                /** Token silentVms */
                silentVms?: (number[]|null);

                /** Token mixed */
                mixed?: (boolean|null);

                /** Token trueMigrationCost */
                trueMigrationCost?: (number|null);

                /** Token dryRun */
                dryRun?: (boolean|null);

                /** Token autoCost */
                autoCost?: (boolean|null);

                /** Token unmeasured */
                unmeasured?: (number|null);

                /** Token waitedRounds */
                waitedRounds?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Token. */
            type $Shape = score.v1.Token.$Properties;
        }

        /**
         * Properties of a Flight.
         * @deprecated Use score.v1.Flight.$Properties instead.
         */
        interface IFlight extends score.v1.Flight.$Properties {
        }

        /** Represents a Flight. */
        class Flight {

            /**
             * Constructs a new Flight.
             * @param [properties] Properties to set
             */
            constructor(properties?: score.v1.Flight.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Flight vm. */
            vm: number;

            /** Flight from. */
            from: number;

            /** Flight to. */
            to: number;

            /** Flight round. */
            round: number;

            /**
             * Encodes the specified Flight message. Does not implicitly {@link score.v1.Flight.verify|verify} messages.
             * @param message Flight message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: score.v1.Flight.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Flight message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {score.v1.Flight & score.v1.Flight.$Shape} Flight
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): score.v1.Flight & score.v1.Flight.$Shape;

            /**
             * Gets the type url for Flight
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Flight {

            /** Properties of a Flight. */
            interface $Properties {

                /** Flight vm */
                vm?: (number|null);

                /** Flight from */
                from?: (number|null);

                /** Flight to */
                to?: (number|null);

                /** Flight round */
                round?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Flight. */
            type $Shape = score.v1.Flight.$Properties;
        }

        /**
         * Properties of a Limits.
         * @deprecated Use score.v1.Limits.$Properties instead.
         */
        interface ILimits extends score.v1.Limits.$Properties {
        }

        /** Represents a Limits. */
        class Limits {

            /**
             * Constructs a new Limits.
             * @param [properties] Properties to set
             */
            constructor(properties?: score.v1.Limits.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Limits total. */
            total: number;

            /** Limits intoHost. */
            intoHost: number;

            /** Limits outOfHost. */
            outOfHost: number;

            /**
             * Encodes the specified Limits message. Does not implicitly {@link score.v1.Limits.verify|verify} messages.
             * @param message Limits message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: score.v1.Limits.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Limits message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {score.v1.Limits & score.v1.Limits.$Shape} Limits
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): score.v1.Limits & score.v1.Limits.$Shape;

            /**
             * Gets the type url for Limits
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Limits {

            /** Properties of a Limits. */
            interface $Properties {

                /** Limits total */
                total?: (number|null);

                /** Limits intoHost */
                intoHost?: (number|null);

                /** Limits outOfHost */
                outOfHost?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Limits. */
            type $Shape = score.v1.Limits.$Properties;
        }

        /**
         * Properties of a TokenChange.
         * @deprecated Use score.v1.TokenChange.$Properties instead.
         */
        interface ITokenChange extends score.v1.TokenChange.$Properties {
        }

        /** Represents a TokenChange. */
        class TokenChange {

            /**
             * Constructs a new TokenChange.
             * @param [properties] Properties to set
             */
            constructor(properties?: score.v1.TokenChange.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** TokenChange header. */
            header?: (score.v1.Token.$Properties|null);

            /** TokenChange baseGeneration. */
            baseGeneration: number;

            /** TokenChange baseSequence. */
            baseSequence: number;

            /** TokenChange digestLow. */
            digestLow: number;

            /** TokenChange digestHigh. */
            digestHigh: number;

            /** TokenChange baseGenerationTag. */
            baseGenerationTag: number;

            /** TokenChange dropped. */
            dropped: Uint8Array;

            /** TokenChange added. */
            added: Uint8Array;

            /** TokenChange levelsAt. */
            levelsAt: Uint8Array;

            /** TokenChange levels. */
            levels: Uint8Array;

            /** TokenChange loadsAt. */
            loadsAt: Uint8Array;

            /** TokenChange loads. */
            loads: Uint8Array;

            /** TokenChange visitedGuess. */
            visitedGuess: score.v1.VisitedGuess;

            /** TokenChange visitedRuns. */
            visitedRuns: Uint8Array;

            /**
             * Encodes the specified TokenChange message. Does not implicitly {@link score.v1.TokenChange.verify|verify} messages.
             * @param message TokenChange message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: score.v1.TokenChange.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a TokenChange message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {score.v1.TokenChange & score.v1.TokenChange.$Shape} TokenChange
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): score.v1.TokenChange & score.v1.TokenChange.$Shape;

            /**
             * Gets the type url for TokenChange
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace TokenChange {

            /** Properties of a TokenChange. */
            interface $Properties {

                /** TokenChange header */
                header?: (score.v1.Token.$Properties|null);

                /** TokenChange baseGeneration */
                baseGeneration?: (number|null);

                /** TokenChange baseSequence */
                baseSequence?: (number|null);

                /** TokenChange digestLow */
                digestLow?: (number|null);

                /** TokenChange digestHigh */
                digestHigh?: (number|null);

                /** TokenChange baseGenerationTag */
                baseGenerationTag?: (number|null);

                /** TokenChange dropped */
                dropped?: (Uint8Array|null);

                /** TokenChange added */
                added?: (Uint8Array|null);

                /** TokenChange levelsAt */
                levelsAt?: (Uint8Array|null);

                /** TokenChange levels */
                levels?: (Uint8Array|null);

                /** TokenChange loadsAt */
                loadsAt?: (Uint8Array|null);

                /** TokenChange loads */
                loads?: (Uint8Array|null);

                /** TokenChange visitedGuess */
                visitedGuess?: (score.v1.VisitedGuess|null);

                /** TokenChange visitedRuns */
                visitedRuns?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a TokenChange. */
            type $Shape = score.v1.TokenChange.$Properties;
        }

        /** VisitedGuess enum. */
        enum VisitedGuess {

            /** NOBODY value */
            NOBODY = 0,

            /** AS_IN_BASE value */
            AS_IN_BASE = 1,

            /** BY_POLICY value */
            BY_POLICY = 2
        }

        /**
         * Properties of a Move.
         * @deprecated Use score.v1.Move.$Properties instead.
         */
        interface IMove extends score.v1.Move.$Properties {
        }

        /** Represents a Move. */
        class Move {

            /**
             * Constructs a new Move.
             * @param [properties] Properties to set
             */
            constructor(properties?: score.v1.Move.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Move vm. */
            vm: number;

            /** Move to. */
            to: number;

            /**
             * Encodes the specified Move message. Does not implicitly {@link score.v1.Move.verify|verify} messages.
             * @param message Move message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: score.v1.Move.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Move message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {score.v1.Move & score.v1.Move.$Shape} Move
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): score.v1.Move & score.v1.Move.$Shape;

            /**
             * Gets the type url for Move
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Move {

            /** Properties of a Move. */
            interface $Properties {

                /** Move vm */
                vm?: (number|null);

                /** Move to */
                to?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Move. */
            type $Shape = score.v1.Move.$Properties;
        }

        /**
         * Properties of a TokenAck.
         * @deprecated Use score.v1.TokenAck.$Properties instead.
         */
        interface ITokenAck extends score.v1.TokenAck.$Properties {
        }

        /** Represents a TokenAck. */
        class TokenAck {

            /**
             * Constructs a new TokenAck.
             * @param [properties] Properties to set
             */
            constructor(properties?: score.v1.TokenAck.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** TokenAck tokenId. */
            tokenId: Uint8Array;

            /** TokenAck generation. */
            generation: number;

            /** TokenAck sequence. */
            sequence: number;

            /** TokenAck accepted. */
            accepted: boolean;

            /** TokenAck reason. */
            reason: string;

            /** TokenAck host. */
            host: number;

            /** TokenAck kept. */
            kept: boolean;

            /** TokenAck baseUnknown. */
            baseUnknown: boolean;

            /** TokenAck generationTag. */
            generationTag: number;

            /** TokenAck incarnation. */
            incarnation: number;

            /** TokenAck vms. */
            vms: number[];

            /**
             * Encodes the specified TokenAck message. Does not implicitly {@link score.v1.TokenAck.verify|verify} messages.
             * @param message TokenAck message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: score.v1.TokenAck.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a TokenAck message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {score.v1.TokenAck & score.v1.TokenAck.$Shape} TokenAck
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): score.v1.TokenAck & score.v1.TokenAck.$Shape;

            /**
             * Gets the type url for TokenAck
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace TokenAck {

            /** Properties of a TokenAck. */
            interface $Properties {

                /** TokenAck tokenId */
                tokenId?: (Uint8Array|null);

                /** TokenAck generation */
                generation?: (number|null);

                /** TokenAck sequence */
                sequence?: (number|null);

                /** TokenAck accepted */
                accepted?: (boolean|null);

                /** TokenAck reason */
                reason?: (string|null);

                /** TokenAck host */
                host?: (number|null);

                /** TokenAck kept */
                kept?: (boolean|null);

                /** TokenAck baseUnknown */
                baseUnknown?: (boolean|null);

                /** TokenAck generationTag */
                generationTag?: (number|null);

                /** TokenAck incarnation */
                incarnation?: (number|null);

                /** TokenAck vms */
                vms?: (number[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a TokenAck. */
            type $Shape = score.v1.TokenAck.$Properties;
        }

        /**
         * Properties of a TokenGrant.
         * @deprecated Use score.v1.TokenGrant.$Properties instead.
         */
        interface ITokenGrant extends score.v1.TokenGrant.$Properties {
        }

        /** Represents a TokenGrant. */
        class TokenGrant {

            /**
             * Constructs a new TokenGrant.
             * @param [properties] Properties to set
             */
            constructor(properties?: score.v1.TokenGrant.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** TokenGrant tokenId. */
            tokenId: Uint8Array;

            /** TokenGrant generation. */
            generation: number;

            /** TokenGrant generationTag. */
            generationTag: number;

            /** TokenGrant sequence. */
            sequence: number;

            /** TokenGrant incarnation. */
            incarnation: number;

            /**
             * Encodes the specified TokenGrant message. Does not implicitly {@link score.v1.TokenGrant.verify|verify} messages.
             * @param message TokenGrant message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: score.v1.TokenGrant.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a TokenGrant message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {score.v1.TokenGrant & score.v1.TokenGrant.$Shape} TokenGrant
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): score.v1.TokenGrant & score.v1.TokenGrant.$Shape;

            /**
             * Gets the type url for TokenGrant
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace TokenGrant {

            /** Properties of a TokenGrant. */
            interface $Properties {

                /** TokenGrant tokenId */
                tokenId?: (Uint8Array|null);

                /** TokenGrant generation */
                generation?: (number|null);

                /** TokenGrant generationTag */
                generationTag?: (number|null);

                /** TokenGrant sequence */
                sequence?: (number|null);

                /** TokenGrant incarnation */
                incarnation?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a TokenGrant. */
            type $Shape = score.v1.TokenGrant.$Properties;
        }

        /** HopState enum. */
        enum HopState {

            /** HOP_UNSPECIFIED value */
            HOP_UNSPECIFIED = 0,

            /** HOP_HOLDING value */
            HOP_HOLDING = 1,

            /** HOP_MOVED value */
            HOP_MOVED = 2,

            /** HOP_ENDED value */
            HOP_ENDED = 3,

            /** HOP_WITHDRAWN value */
            HOP_WITHDRAWN = 4,

            /** HOP_UNKNOWN value */
            HOP_UNKNOWN = 5,

            /** HOP_SUPERSEDED value */
            HOP_SUPERSEDED = 6
        }

        /**
         * Properties of a TokenState.
         * @deprecated Use score.v1.TokenState.$Properties instead.
         */
        interface ITokenState extends score.v1.TokenState.$Properties {
        }

        /** Represents a TokenState. */
        class TokenState {

            /**
             * Constructs a new TokenState.
             * @param [properties] Properties to set
             */
            constructor(properties?: score.v1.TokenState.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** TokenState tokenId. */
            tokenId: Uint8Array;

            /** TokenState generation. */
            generation: number;

            /** TokenState generationTag. */
            generationTag: number;

            /** TokenState sequence. */
            sequence: number;

            /** TokenState state. */
            state: score.v1.HopState;

            /** TokenState host. */
            host: number;

            /**
             * Encodes the specified TokenState message. Does not implicitly {@link score.v1.TokenState.verify|verify} messages.
             * @param message TokenState message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: score.v1.TokenState.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a TokenState message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {score.v1.TokenState & score.v1.TokenState.$Shape} TokenState
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): score.v1.TokenState & score.v1.TokenState.$Shape;

            /**
             * Gets the type url for TokenState
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace TokenState {

            /** Properties of a TokenState. */
            interface $Properties {

                /** TokenState tokenId */
                tokenId?: (Uint8Array|null);

                /** TokenState generation */
                generation?: (number|null);

                /** TokenState generationTag */
                generationTag?: (number|null);

                /** TokenState sequence */
                sequence?: (number|null);

                /** TokenState state */
                state?: (score.v1.HopState|null);

                /** TokenState host */
                host?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a TokenState. */
            type $Shape = score.v1.TokenState.$Properties;
        }

        /**
         * Properties of a TokenInquiry.
         * @deprecated Use score.v1.TokenInquiry.$Properties instead.
         */
        interface ITokenInquiry extends score.v1.TokenInquiry.$Properties {
        }

        /** Represents a TokenInquiry. */
        class TokenInquiry {

            /**
             * Constructs a new TokenInquiry.
             * @param [properties] Properties to set
             */
            constructor(properties?: score.v1.TokenInquiry.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** TokenInquiry request. */
            request: number;

            /** TokenInquiry tokenId. */
            tokenId: Uint8Array;

            /** TokenInquiry generation. */
            generation: number;

            /** TokenInquiry generationTag. */
            generationTag: number;

            /** TokenInquiry sequence. */
            sequence: number;

            /** TokenInquiry host. */
            host: number;

            /**
             * Encodes the specified TokenInquiry message. Does not implicitly {@link score.v1.TokenInquiry.verify|verify} messages.
             * @param message TokenInquiry message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: score.v1.TokenInquiry.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a TokenInquiry message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {score.v1.TokenInquiry & score.v1.TokenInquiry.$Shape} TokenInquiry
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): score.v1.TokenInquiry & score.v1.TokenInquiry.$Shape;

            /**
             * Gets the type url for TokenInquiry
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace TokenInquiry {

            /** Properties of a TokenInquiry. */
            interface $Properties {

                /** TokenInquiry request */
                request?: (number|null);

                /** TokenInquiry tokenId */
                tokenId?: (Uint8Array|null);

                /** TokenInquiry generation */
                generation?: (number|null);

                /** TokenInquiry generationTag */
                generationTag?: (number|null);

                /** TokenInquiry sequence */
                sequence?: (number|null);

                /** TokenInquiry host */
                host?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a TokenInquiry. */
            type $Shape = score.v1.TokenInquiry.$Properties;
        }

        /** Sight enum. */
        enum Sight {

            /** SIGHT_UNKNOWN value */
            SIGHT_UNKNOWN = 0,

            /** SIGHT_HERE value */
            SIGHT_HERE = 1,

            /** SIGHT_CUSTODY value */
            SIGHT_CUSTODY = 2,

            /** SIGHT_SEEN value */
            SIGHT_SEEN = 3,

            /** SIGHT_ENDED value */
            SIGHT_ENDED = 4
        }

        /**
         * Properties of a TokenSighting.
         * @deprecated Use score.v1.TokenSighting.$Properties instead.
         */
        interface ITokenSighting extends score.v1.TokenSighting.$Properties {
        }

        /** Represents a TokenSighting. */
        class TokenSighting {

            /**
             * Constructs a new TokenSighting.
             * @param [properties] Properties to set
             */
            constructor(properties?: score.v1.TokenSighting.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** TokenSighting request. */
            request: number;

            /** TokenSighting host. */
            host: number;

            /** TokenSighting sight. */
            sight: score.v1.Sight;

            /** TokenSighting generation. */
            generation: number;

            /** TokenSighting generationTag. */
            generationTag: number;

            /** TokenSighting sequence. */
            sequence: number;

            /** TokenSighting ageMs. */
            ageMs: number;

            /** TokenSighting inquiring. */
            inquiring: boolean;

            /** TokenSighting copyGeneration. */
            copyGeneration: number;

            /** TokenSighting copyGenerationTag. */
            copyGenerationTag: number;

            /**
             * Encodes the specified TokenSighting message. Does not implicitly {@link score.v1.TokenSighting.verify|verify} messages.
             * @param message TokenSighting message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: score.v1.TokenSighting.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a TokenSighting message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {score.v1.TokenSighting & score.v1.TokenSighting.$Shape} TokenSighting
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): score.v1.TokenSighting & score.v1.TokenSighting.$Shape;

            /**
             * Gets the type url for TokenSighting
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace TokenSighting {

            /** Properties of a TokenSighting. */
            interface $Properties {

                /** TokenSighting request */
                request?: (number|null);

                /** TokenSighting host */
                host?: (number|null);

                /** TokenSighting sight */
                sight?: (score.v1.Sight|null);

                /** TokenSighting generation */
                generation?: (number|null);

                /** TokenSighting generationTag */
                generationTag?: (number|null);

                /** TokenSighting sequence */
                sequence?: (number|null);

                /** TokenSighting ageMs */
                ageMs?: (number|null);

                /** TokenSighting inquiring */
                inquiring?: (boolean|null);

                /** TokenSighting copyGeneration */
                copyGeneration?: (number|null);

                /** TokenSighting copyGenerationTag */
                copyGenerationTag?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a TokenSighting. */
            type $Shape = score.v1.TokenSighting.$Properties;
        }

        /**
         * Properties of a TokenRevival.
         * @deprecated Use score.v1.TokenRevival.$Properties instead.
         */
        interface ITokenRevival extends score.v1.TokenRevival.$Properties {
        }

        /** Represents a TokenRevival. */
        class TokenRevival {

            /**
             * Constructs a new TokenRevival.
             * @param [properties] Properties to set
             */
            constructor(properties?: score.v1.TokenRevival.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** TokenRevival tokenId. */
            tokenId: Uint8Array;

            /** TokenRevival generation. */
            generation: number;

            /** TokenRevival generationTag. */
            generationTag: number;

            /** TokenRevival sequence. */
            sequence: number;

            /**
             * Encodes the specified TokenRevival message. Does not implicitly {@link score.v1.TokenRevival.verify|verify} messages.
             * @param message TokenRevival message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: score.v1.TokenRevival.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a TokenRevival message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {score.v1.TokenRevival & score.v1.TokenRevival.$Shape} TokenRevival
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): score.v1.TokenRevival & score.v1.TokenRevival.$Shape;

            /**
             * Gets the type url for TokenRevival
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace TokenRevival {

            /** Properties of a TokenRevival. */
            interface $Properties {

                /** TokenRevival tokenId */
                tokenId?: (Uint8Array|null);

                /** TokenRevival generation */
                generation?: (number|null);

                /** TokenRevival generationTag */
                generationTag?: (number|null);

                /** TokenRevival sequence */
                sequence?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a TokenRevival. */
            type $Shape = score.v1.TokenRevival.$Properties;
        }

        /**
         * Properties of a FlightRequest.
         * @deprecated Use score.v1.FlightRequest.$Properties instead.
         */
        interface IFlightRequest extends score.v1.FlightRequest.$Properties {
        }

        /** Represents a FlightRequest. */
        class FlightRequest {

            /**
             * Constructs a new FlightRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: score.v1.FlightRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** FlightRequest request. */
            request: number;

            /** FlightRequest vm. */
            vm: number;

            /** FlightRequest tokenId. */
            tokenId: Uint8Array;

            /**
             * Encodes the specified FlightRequest message. Does not implicitly {@link score.v1.FlightRequest.verify|verify} messages.
             * @param message FlightRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: score.v1.FlightRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a FlightRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {score.v1.FlightRequest & score.v1.FlightRequest.$Shape} FlightRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): score.v1.FlightRequest & score.v1.FlightRequest.$Shape;

            /**
             * Gets the type url for FlightRequest
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace FlightRequest {

            /** Properties of a FlightRequest. */
            interface $Properties {

                /** FlightRequest request */
                request?: (number|null);

                /** FlightRequest vm */
                vm?: (number|null);

                /** FlightRequest tokenId */
                tokenId?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a FlightRequest. */
            type $Shape = score.v1.FlightRequest.$Properties;
        }

        /** FlightState enum. */
        enum FlightState {

            /** FLIGHT_UNKNOWN value */
            FLIGHT_UNKNOWN = 0,

            /** FLIGHT_UNDER_WAY value */
            FLIGHT_UNDER_WAY = 1,

            /** FLIGHT_ARRIVED value */
            FLIGHT_ARRIVED = 2,

            /** FLIGHT_FAILED value */
            FLIGHT_FAILED = 3
        }

        /**
         * Properties of a FlightResponse.
         * @deprecated Use score.v1.FlightResponse.$Properties instead.
         */
        interface IFlightResponse extends score.v1.FlightResponse.$Properties {
        }

        /** Represents a FlightResponse. */
        class FlightResponse {

            /**
             * Constructs a new FlightResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: score.v1.FlightResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** FlightResponse request. */
            request: number;

            /** FlightResponse state. */
            state: score.v1.FlightState;

            /** FlightResponse host. */
            host: number;

            /**
             * Encodes the specified FlightResponse message. Does not implicitly {@link score.v1.FlightResponse.verify|verify} messages.
             * @param message FlightResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: score.v1.FlightResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a FlightResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {score.v1.FlightResponse & score.v1.FlightResponse.$Shape} FlightResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): score.v1.FlightResponse & score.v1.FlightResponse.$Shape;

            /**
             * Gets the type url for FlightResponse
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace FlightResponse {

            /** Properties of a FlightResponse. */
            interface $Properties {

                /** FlightResponse request */
                request?: (number|null);

                /** FlightResponse state */
                state?: (score.v1.FlightState|null);

                /** FlightResponse host */
                host?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a FlightResponse. */
            type $Shape = score.v1.FlightResponse.$Properties;
        }

        /**
         * Properties of an OrderRequest.
         * @deprecated Use score.v1.OrderRequest.$Properties instead.
         */
        interface IOrderRequest extends score.v1.OrderRequest.$Properties {
        }

        /** Represents an OrderRequest. */
        class OrderRequest {

            /**
             * Constructs a new OrderRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: score.v1.OrderRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** OrderRequest request. */
            request: number;

            /** OrderRequest version. */
            version: number;

            /** OrderRequest versionTag. */
            versionTag: number;

            /** OrderRequest paused. */
            paused: boolean;

            /** OrderRequest epoch. */
            epoch: number;

            /**
             * Encodes the specified OrderRequest message. Does not implicitly {@link score.v1.OrderRequest.verify|verify} messages.
             * @param message OrderRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: score.v1.OrderRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an OrderRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {score.v1.OrderRequest & score.v1.OrderRequest.$Shape} OrderRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): score.v1.OrderRequest & score.v1.OrderRequest.$Shape;

            /**
             * Gets the type url for OrderRequest
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace OrderRequest {

            /** Properties of an OrderRequest. */
            interface $Properties {

                /** OrderRequest request */
                request?: (number|null);

                /** OrderRequest version */
                version?: (number|null);

                /** OrderRequest versionTag */
                versionTag?: (number|null);

                /** OrderRequest paused */
                paused?: (boolean|null);

                /** OrderRequest epoch */
                epoch?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an OrderRequest. */
            type $Shape = score.v1.OrderRequest.$Properties;
        }

        /**
         * Properties of an OrderResponse.
         * @deprecated Use score.v1.OrderResponse.$Properties instead.
         */
        interface IOrderResponse extends score.v1.OrderResponse.$Properties {
        }

        /** Represents an OrderResponse. */
        class OrderResponse {

            /**
             * Constructs a new OrderResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: score.v1.OrderResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** OrderResponse request. */
            request: number;

            /** OrderResponse version. */
            version: number;

            /** OrderResponse versionTag. */
            versionTag: number;

            /** OrderResponse paused. */
            paused: boolean;

            /** OrderResponse epoch. */
            epoch: number;

            /** OrderResponse host. */
            host: number;

            /**
             * Encodes the specified OrderResponse message. Does not implicitly {@link score.v1.OrderResponse.verify|verify} messages.
             * @param message OrderResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: score.v1.OrderResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an OrderResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {score.v1.OrderResponse & score.v1.OrderResponse.$Shape} OrderResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): score.v1.OrderResponse & score.v1.OrderResponse.$Shape;

            /**
             * Gets the type url for OrderResponse
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace OrderResponse {

            /** Properties of an OrderResponse. */
            interface $Properties {

                /** OrderResponse request */
                request?: (number|null);

                /** OrderResponse version */
                version?: (number|null);

                /** OrderResponse versionTag */
                versionTag?: (number|null);

                /** OrderResponse paused */
                paused?: (boolean|null);

                /** OrderResponse epoch */
                epoch?: (number|null);

                /** OrderResponse host */
                host?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an OrderResponse. */
            type $Shape = score.v1.OrderResponse.$Properties;
        }

        /**
         * Properties of a LocationRequest.
         * @deprecated Use score.v1.LocationRequest.$Properties instead.
         */
        interface ILocationRequest extends score.v1.LocationRequest.$Properties {
        }

        /** Represents a LocationRequest. */
        class LocationRequest {

            /**
             * Constructs a new LocationRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: score.v1.LocationRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** LocationRequest request. */
            request: number;

            /** LocationRequest vm. */
            vm: number;

            /**
             * Encodes the specified LocationRequest message. Does not implicitly {@link score.v1.LocationRequest.verify|verify} messages.
             * @param message LocationRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: score.v1.LocationRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a LocationRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {score.v1.LocationRequest & score.v1.LocationRequest.$Shape} LocationRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): score.v1.LocationRequest & score.v1.LocationRequest.$Shape;

            /**
             * Gets the type url for LocationRequest
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace LocationRequest {

            /** Properties of a LocationRequest. */
            interface $Properties {

                /** LocationRequest request */
                request?: (number|null);

                /** LocationRequest vm */
                vm?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a LocationRequest. */
            type $Shape = score.v1.LocationRequest.$Properties;
        }

        /**
         * Properties of a LocationResponse.
         * @deprecated Use score.v1.LocationResponse.$Properties instead.
         */
        interface ILocationResponse extends score.v1.LocationResponse.$Properties {
        }

        /** Represents a LocationResponse. */
        class LocationResponse {

            /**
             * Constructs a new LocationResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: score.v1.LocationResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** LocationResponse request. */
            request: number;

            /** LocationResponse vm. */
            vm: number;

            /** LocationResponse host. */
            host: number;

            /** LocationResponse hosted. */
            hosted: boolean;

            /** LocationResponse others. */
            others: number[];

            /**
             * Encodes the specified LocationResponse message. Does not implicitly {@link score.v1.LocationResponse.verify|verify} messages.
             * @param message LocationResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: score.v1.LocationResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a LocationResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {score.v1.LocationResponse & score.v1.LocationResponse.$Shape} LocationResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): score.v1.LocationResponse & score.v1.LocationResponse.$Shape;

            /**
             * Gets the type url for LocationResponse
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace LocationResponse {

            /** Properties of a LocationResponse. */
            interface $Properties {

                /** LocationResponse request */
                request?: (number|null);

                /** LocationResponse vm */
                vm?: (number|null);

                /** LocationResponse host */
                host?: (number|null);

                /** LocationResponse hosted */
                hosted?: (boolean|null);

                /** LocationResponse others */
                others?: (number[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a LocationResponse. */
            type $Shape = score.v1.LocationResponse.$Properties;
        }

        /**
         * Properties of a CapacityRequest.
         * @deprecated Use score.v1.CapacityRequest.$Properties instead.
         */
        interface ICapacityRequest extends score.v1.CapacityRequest.$Properties {
        }

        /** Represents a CapacityRequest. */
        class CapacityRequest {

            /**
             * Constructs a new CapacityRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: score.v1.CapacityRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** CapacityRequest request. */
            request: number;

            /** CapacityRequest vm. */
            vm: number;

            /** CapacityRequest domainUuid. */
            domainUuid: string;

            /** CapacityRequest macs. */
            macs: string[];

            /** CapacityRequest memoryMib. */
            memoryMib: number;

            /** CapacityRequest reserve. */
            reserve: boolean;

            /** CapacityRequest renewal. */
            renewal: boolean;

            /** CapacityRequest promise. */
            promise: number;

            /** CapacityRequest vcpus. */
            vcpus: number;

            /** CapacityRequest antiAffinity. */
            antiAffinity: string[];

            /**
             * Encodes the specified CapacityRequest message. Does not implicitly {@link score.v1.CapacityRequest.verify|verify} messages.
             * @param message CapacityRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: score.v1.CapacityRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a CapacityRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {score.v1.CapacityRequest & score.v1.CapacityRequest.$Shape} CapacityRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): score.v1.CapacityRequest & score.v1.CapacityRequest.$Shape;

            /**
             * Gets the type url for CapacityRequest
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace CapacityRequest {

            /** Properties of a CapacityRequest. */
            interface $Properties {

                /** CapacityRequest request */
                request?: (number|null);

                /** CapacityRequest vm */
                vm?: (number|null);

                /** CapacityRequest domainUuid */
                domainUuid?: (string|null);

                /** CapacityRequest macs */
                macs?: (string[]|null);

                /** CapacityRequest memoryMib */
                memoryMib?: (number|null);

                /** CapacityRequest reserve */
                reserve?: (boolean|null);

                /** CapacityRequest renewal */
                renewal?: (boolean|null);

                /** CapacityRequest promise */
                promise?: (number|null);

                /** CapacityRequest vcpus */
                vcpus?: (number|null);

                /** CapacityRequest antiAffinity */
                antiAffinity?: (string[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a CapacityRequest. */
            type $Shape = score.v1.CapacityRequest.$Properties;
        }

        /**
         * Properties of a CapacityResponse.
         * @deprecated Use score.v1.CapacityResponse.$Properties instead.
         */
        interface ICapacityResponse extends score.v1.CapacityResponse.$Properties {
        }

        /** Represents a CapacityResponse. */
        class CapacityResponse {

            /**
             * Constructs a new CapacityResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: score.v1.CapacityResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** CapacityResponse request. */
            request: number;

            /** CapacityResponse host. */
            host: number;

            /** CapacityResponse granted. */
            granted: boolean;

            /** CapacityResponse reason. */
            reason: string;

            /** CapacityResponse freeSlots. */
            freeSlots: number;

            /** CapacityResponse freeMemoryMib. */
            freeMemoryMib: number;

            /** CapacityResponse expiresInMs. */
            expiresInMs: number;

            /** CapacityResponse rule. */
            rule: score.v1.Refusal;

            /**
             * Encodes the specified CapacityResponse message. Does not implicitly {@link score.v1.CapacityResponse.verify|verify} messages.
             * @param message CapacityResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: score.v1.CapacityResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a CapacityResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {score.v1.CapacityResponse & score.v1.CapacityResponse.$Shape} CapacityResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): score.v1.CapacityResponse & score.v1.CapacityResponse.$Shape;

            /**
             * Gets the type url for CapacityResponse
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace CapacityResponse {

            /** Properties of a CapacityResponse. */
            interface $Properties {

                /** CapacityResponse request */
                request?: (number|null);

                /** CapacityResponse host */
                host?: (number|null);

                /** CapacityResponse granted */
                granted?: (boolean|null);

                /** CapacityResponse reason */
                reason?: (string|null);

                /** CapacityResponse freeSlots */
                freeSlots?: (number|null);

                /** CapacityResponse freeMemoryMib */
                freeMemoryMib?: (number|null);

                /** CapacityResponse expiresInMs */
                expiresInMs?: (number|null);

                /** CapacityResponse rule */
                rule?: (score.v1.Refusal|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a CapacityResponse. */
            type $Shape = score.v1.CapacityResponse.$Properties;
        }

        /** Refusal enum. */
        enum Refusal {

            /** REFUSAL_UNSPECIFIED value */
            REFUSAL_UNSPECIFIED = 0,

            /** REFUSAL_ROOM value */
            REFUSAL_ROOM = 1,

            /** REFUSAL_MODE value */
            REFUSAL_MODE = 2,

            /** REFUSAL_MAINTENANCE value */
            REFUSAL_MAINTENANCE = 3,

            /** REFUSAL_BLACKOUT value */
            REFUSAL_BLACKOUT = 4,

            /** REFUSAL_ANTI_AFFINITY value */
            REFUSAL_ANTI_AFFINITY = 5,

            /** REFUSAL_IMPLAUSIBLE_DATA value */
            REFUSAL_IMPLAUSIBLE_DATA = 6,

            /** REFUSAL_AWAY value */
            REFUSAL_AWAY = 7
        }

        /**
         * Properties of a HistoryRequest.
         * @deprecated Use score.v1.HistoryRequest.$Properties instead.
         */
        interface IHistoryRequest extends score.v1.HistoryRequest.$Properties {
        }

        /** Represents a HistoryRequest. */
        class HistoryRequest {

            /**
             * Constructs a new HistoryRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: score.v1.HistoryRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** HistoryRequest request. */
            request: number;

            /** HistoryRequest vm. */
            vm: number;

            /** HistoryRequest limit. */
            limit: number;

            /**
             * Encodes the specified HistoryRequest message. Does not implicitly {@link score.v1.HistoryRequest.verify|verify} messages.
             * @param message HistoryRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: score.v1.HistoryRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a HistoryRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {score.v1.HistoryRequest & score.v1.HistoryRequest.$Shape} HistoryRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): score.v1.HistoryRequest & score.v1.HistoryRequest.$Shape;

            /**
             * Gets the type url for HistoryRequest
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace HistoryRequest {

            /** Properties of a HistoryRequest. */
            interface $Properties {

                /** HistoryRequest request */
                request?: (number|null);

                /** HistoryRequest vm */
                vm?: (number|null);

                /** HistoryRequest limit */
                limit?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a HistoryRequest. */
            type $Shape = score.v1.HistoryRequest.$Properties;
        }

        /**
         * Properties of a HistoryResponse.
         * @deprecated Use score.v1.HistoryResponse.$Properties instead.
         */
        interface IHistoryResponse extends score.v1.HistoryResponse.$Properties {
        }

        /** Represents a HistoryResponse. */
        class HistoryResponse {

            /**
             * Constructs a new HistoryResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: score.v1.HistoryResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** HistoryResponse request. */
            request: number;

            /** HistoryResponse host. */
            host: number;

            /** HistoryResponse records. */
            records: string[];

            /** HistoryResponse formerHosts. */
            formerHosts: number[];

            /**
             * Encodes the specified HistoryResponse message. Does not implicitly {@link score.v1.HistoryResponse.verify|verify} messages.
             * @param message HistoryResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: score.v1.HistoryResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a HistoryResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {score.v1.HistoryResponse & score.v1.HistoryResponse.$Shape} HistoryResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): score.v1.HistoryResponse & score.v1.HistoryResponse.$Shape;

            /**
             * Gets the type url for HistoryResponse
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace HistoryResponse {

            /** Properties of a HistoryResponse. */
            interface $Properties {

                /** HistoryResponse request */
                request?: (number|null);

                /** HistoryResponse host */
                host?: (number|null);

                /** HistoryResponse records */
                records?: (string[]|null);

                /** HistoryResponse formerHosts */
                formerHosts?: (number[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a HistoryResponse. */
            type $Shape = score.v1.HistoryResponse.$Properties;
        }

        /**
         * Properties of a ReservationRelease.
         * @deprecated Use score.v1.ReservationRelease.$Properties instead.
         */
        interface IReservationRelease extends score.v1.ReservationRelease.$Properties {
        }

        /** Represents a ReservationRelease. */
        class ReservationRelease {

            /**
             * Constructs a new ReservationRelease.
             * @param [properties] Properties to set
             */
            constructor(properties?: score.v1.ReservationRelease.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ReservationRelease vm. */
            vm: number;

            /** ReservationRelease domainUuid. */
            domainUuid: string;

            /** ReservationRelease promise. */
            promise: number;

            /**
             * Encodes the specified ReservationRelease message. Does not implicitly {@link score.v1.ReservationRelease.verify|verify} messages.
             * @param message ReservationRelease message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: score.v1.ReservationRelease.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ReservationRelease message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {score.v1.ReservationRelease & score.v1.ReservationRelease.$Shape} ReservationRelease
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): score.v1.ReservationRelease & score.v1.ReservationRelease.$Shape;

            /**
             * Gets the type url for ReservationRelease
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace ReservationRelease {

            /** Properties of a ReservationRelease. */
            interface $Properties {

                /** ReservationRelease vm */
                vm?: (number|null);

                /** ReservationRelease domainUuid */
                domainUuid?: (string|null);

                /** ReservationRelease promise */
                promise?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ReservationRelease. */
            type $Shape = score.v1.ReservationRelease.$Properties;
        }

        /**
         * Properties of an InventoryRequest.
         * @deprecated Use score.v1.InventoryRequest.$Properties instead.
         */
        interface IInventoryRequest extends score.v1.InventoryRequest.$Properties {
        }

        /** Represents an InventoryRequest. */
        class InventoryRequest {

            /**
             * Constructs a new InventoryRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: score.v1.InventoryRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** InventoryRequest request. */
            request: number;

            /**
             * Encodes the specified InventoryRequest message. Does not implicitly {@link score.v1.InventoryRequest.verify|verify} messages.
             * @param message InventoryRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: score.v1.InventoryRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an InventoryRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {score.v1.InventoryRequest & score.v1.InventoryRequest.$Shape} InventoryRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): score.v1.InventoryRequest & score.v1.InventoryRequest.$Shape;

            /**
             * Gets the type url for InventoryRequest
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace InventoryRequest {

            /** Properties of an InventoryRequest. */
            interface $Properties {

                /** InventoryRequest request */
                request?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an InventoryRequest. */
            type $Shape = score.v1.InventoryRequest.$Properties;
        }

        /**
         * Properties of an InventoryResponse.
         * @deprecated Use score.v1.InventoryResponse.$Properties instead.
         */
        interface IInventoryResponse extends score.v1.InventoryResponse.$Properties {
        }

        /** Represents an InventoryResponse. */
        class InventoryResponse {

            /**
             * Constructs a new InventoryResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: score.v1.InventoryResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** InventoryResponse request. */
            request: number;

            /** InventoryResponse host. */
            host: number;

            /** InventoryResponse vms. */
            vms: number[];

            /** InventoryResponse knownHosts. */
            knownHosts: number[];

            /**
             * Encodes the specified InventoryResponse message. Does not implicitly {@link score.v1.InventoryResponse.verify|verify} messages.
             * @param message InventoryResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: score.v1.InventoryResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an InventoryResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {score.v1.InventoryResponse & score.v1.InventoryResponse.$Shape} InventoryResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): score.v1.InventoryResponse & score.v1.InventoryResponse.$Shape;

            /**
             * Gets the type url for InventoryResponse
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace InventoryResponse {

            /** Properties of an InventoryResponse. */
            interface $Properties {

                /** InventoryResponse request */
                request?: (number|null);

                /** InventoryResponse host */
                host?: (number|null);

                /** InventoryResponse vms */
                vms?: (number[]|null);

                /** InventoryResponse knownHosts */
                knownHosts?: (number[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an InventoryResponse. */
            type $Shape = score.v1.InventoryResponse.$Properties;
        }

        /**
         * Properties of a ReasonCount.
         * @deprecated Use score.v1.ReasonCount.$Properties instead.
         */
        interface IReasonCount extends score.v1.ReasonCount.$Properties {
        }

        /** Represents a ReasonCount. */
        class ReasonCount {

            /**
             * Constructs a new ReasonCount.
             * @param [properties] Properties to set
             */
            constructor(properties?: score.v1.ReasonCount.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ReasonCount reason. */
            reason: string;

            /** ReasonCount count. */
            count: number;

            /**
             * Encodes the specified ReasonCount message. Does not implicitly {@link score.v1.ReasonCount.verify|verify} messages.
             * @param message ReasonCount message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: score.v1.ReasonCount.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ReasonCount message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {score.v1.ReasonCount & score.v1.ReasonCount.$Shape} ReasonCount
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): score.v1.ReasonCount & score.v1.ReasonCount.$Shape;

            /**
             * Gets the type url for ReasonCount
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace ReasonCount {

            /** Properties of a ReasonCount. */
            interface $Properties {

                /** ReasonCount reason */
                reason?: (string|null);

                /** ReasonCount count */
                count?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ReasonCount. */
            type $Shape = score.v1.ReasonCount.$Properties;
        }

        /**
         * Properties of a MigrationReport.
         * @deprecated Use score.v1.MigrationReport.$Properties instead.
         */
        interface IMigrationReport extends score.v1.MigrationReport.$Properties {
        }

        /** Represents a MigrationReport. */
        class MigrationReport {

            /**
             * Constructs a new MigrationReport.
             * @param [properties] Properties to set
             */
            constructor(properties?: score.v1.MigrationReport.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** MigrationReport request. */
            request: number;

            /** MigrationReport tokenId. */
            tokenId: Uint8Array;

            /** MigrationReport round. */
            round: number;

            /** MigrationReport vm. */
            vm: number;

            /** MigrationReport from. */
            from: number;

            /** MigrationReport to. */
            to: number;

            /** MigrationReport ok. */
            ok: boolean;

            /** MigrationReport reason. */
            reason: string;

            /** MigrationReport gain. */
            gain: number;

            /** MigrationReport bytes. */
            bytes: number;

            /** MigrationReport ms. */
            ms: number;

            /** MigrationReport downtimeMs. */
            downtimeMs: number;

            /** MigrationReport verified. */
            verified: boolean;

            /**
             * Encodes the specified MigrationReport message. Does not implicitly {@link score.v1.MigrationReport.verify|verify} messages.
             * @param message MigrationReport message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: score.v1.MigrationReport.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a MigrationReport message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {score.v1.MigrationReport & score.v1.MigrationReport.$Shape} MigrationReport
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): score.v1.MigrationReport & score.v1.MigrationReport.$Shape;

            /**
             * Gets the type url for MigrationReport
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace MigrationReport {

            /** Properties of a MigrationReport. */
            interface $Properties {

                /** MigrationReport request */
                request?: (number|null);

                /** MigrationReport tokenId */
                tokenId?: (Uint8Array|null);

                /** MigrationReport round */
                round?: (number|null);

                /** MigrationReport vm */
                vm?: (number|null);

                /** MigrationReport from */
                from?: (number|null);

                /** MigrationReport to */
                to?: (number|null);

                /** MigrationReport ok */
                ok?: (boolean|null);

                /** MigrationReport reason */
                reason?: (string|null);

                /** MigrationReport gain */
                gain?: (number|null);

                /** MigrationReport bytes */
                bytes?: (number|null);

                /** MigrationReport ms */
                ms?: (number|null);

                /** MigrationReport downtimeMs */
                downtimeMs?: (number|null);

                /** MigrationReport verified */
                verified?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a MigrationReport. */
            type $Shape = score.v1.MigrationReport.$Properties;
        }

        /**
         * Properties of a RoundEnd.
         * @deprecated Use score.v1.RoundEnd.$Properties instead.
         */
        interface IRoundEnd extends score.v1.RoundEnd.$Properties {
        }

        /** Represents a RoundEnd. */
        class RoundEnd {

            /**
             * Constructs a new RoundEnd.
             * @param [properties] Properties to set
             */
            constructor(properties?: score.v1.RoundEnd.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RoundEnd request. */
            request: number;

            /** RoundEnd tokenId. */
            tokenId: Uint8Array;

            /** RoundEnd rounds. */
            rounds: number;

            /** RoundEnd hops. */
            hops: number;

            /** RoundEnd migrations. */
            migrations: number;

            /** RoundEnd failures. */
            failures: number;

            /** RoundEnd slots. */
            slots: number;

            /** RoundEnd reason. */
            reason: string;

            /** RoundEnd stays. */
            stays: score.v1.ReasonCount.$Properties[];

            /** RoundEnd generation. */
            generation: number;

            /** RoundEnd generationTag. */
            generationTag: number;

            /**
             * Encodes the specified RoundEnd message. Does not implicitly {@link score.v1.RoundEnd.verify|verify} messages.
             * @param message RoundEnd message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: score.v1.RoundEnd.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RoundEnd message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {score.v1.RoundEnd & score.v1.RoundEnd.$Shape} RoundEnd
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): score.v1.RoundEnd & score.v1.RoundEnd.$Shape;

            /**
             * Gets the type url for RoundEnd
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace RoundEnd {

            /** Properties of a RoundEnd. */
            interface $Properties {

                /** RoundEnd request */
                request?: (number|null);

                /** RoundEnd tokenId */
                tokenId?: (Uint8Array|null);

                /** RoundEnd rounds */
                rounds?: (number|null);

                /** RoundEnd hops */
                hops?: (number|null);

                /** RoundEnd migrations */
                migrations?: (number|null);

                /** RoundEnd failures */
                failures?: (number|null);

                /** RoundEnd slots */
                slots?: (number|null);

                /** RoundEnd reason */
                reason?: (string|null);

                /** RoundEnd stays */
                stays?: (score.v1.ReasonCount.$Properties[]|null);

                /** RoundEnd generation */
                generation?: (number|null);

                /** RoundEnd generationTag */
                generationTag?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RoundEnd. */
            type $Shape = score.v1.RoundEnd.$Properties;
        }

        /**
         * Properties of a ReportAck.
         * @deprecated Use score.v1.ReportAck.$Properties instead.
         */
        interface IReportAck extends score.v1.ReportAck.$Properties {
        }

        /** Represents a ReportAck. */
        class ReportAck {

            /**
             * Constructs a new ReportAck.
             * @param [properties] Properties to set
             */
            constructor(properties?: score.v1.ReportAck.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ReportAck request. */
            request: number;

            /**
             * Encodes the specified ReportAck message. Does not implicitly {@link score.v1.ReportAck.verify|verify} messages.
             * @param message ReportAck message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: score.v1.ReportAck.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ReportAck message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {score.v1.ReportAck & score.v1.ReportAck.$Shape} ReportAck
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): score.v1.ReportAck & score.v1.ReportAck.$Shape;

            /**
             * Gets the type url for ReportAck
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace ReportAck {

            /** Properties of a ReportAck. */
            interface $Properties {

                /** ReportAck request */
                request?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ReportAck. */
            type $Shape = score.v1.ReportAck.$Properties;
        }
    }
}
