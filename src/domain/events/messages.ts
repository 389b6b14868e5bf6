// Made by `npm run emit` of event-schemas/. Change those, never this file.

/** Nothing is held for an order any more: released, or expired. */
export interface AllocationCancelledEvent {
  /** The same whenever the event is sent again: drop what you have seen. */
  eventId: string;
  /** What happened. */
  eventType: "AllocationCancelledEvent";
  /** Of this schema. A higher minor version adds optional fields; a higher major version is another schema. */
  eventVersion: string;
  /** When it happened, by the database's clock, in UTC to the millisecond. */
  timestamp: string;
  /** Who tells it. */
  sourceService: "InventoryService";
  /** Of the request that caused it, and of whatever that request belongs to. */
  correlationId: string;
  /** What the event is about: the order's id. */
  aggregateId: string;
  /** What kind of thing the event is about. */
  aggregateType: "Allocation";
  /** The version that it reached by this change, or has, when a refusal changed nothing. */
  aggregateVersion: number;
  /** The event's place among those of one command on one aggregate. */
  ordinal: number;
  /** The event or command that caused it; null when that is not known. */
  causationId: string | null;
  /** On whose behalf it was caused; null when that is not known. */
  userId: string | null;
  /** The event's place in the feed: a whole number from 1, without holes, as text. */
  position: string;
  /** What is told. */
  data: {
    /** The order, by the order service's own id. */
    orderId: string;
    /** Whom the order belongs to; left out when that is not known. */
    userId?: string;
    /**
     * The reservations that this event is about; several when an order is ended that has several.
     *
     * Items: A reservation's id.
     */
    reservationIds: string[];
    /**
     * What was held at first, and what became of it by then.
     *
     * Items: What the order held at first of one item in one warehouse, and what became of it.
     */
    lines: {
      /** The item: the product service's own id of the variant. */
      productVariantId: string;
      /** The warehouse that the units are held in. */
      warehouseId: string;
      /** Units that were held at first. */
      quantity: number;
      /** Units that were sold. */
      fulfilledQuantity: number;
      /** Units that were given back. */
      releasedQuantity: number;
    }[];
    /** Why the last of it was given back. */
    reason: "ORDER_CANCELLED" | "RESERVATION_EXPIRED" | "ORDER_COMPLETED_ADJUSTMENT";
    /** The same as the envelope's. */
    timestamp: string;
    /** The same as the envelope's. */
    correlationId: string;
  };
}

/** What is held for an order expires no more. */
export interface AllocationConfirmedEvent {
  /** The same whenever the event is sent again: drop what you have seen. */
  eventId: string;
  /** What happened. */
  eventType: "AllocationConfirmedEvent";
  /** Of this schema. A higher minor version adds optional fields; a higher major version is another schema. */
  eventVersion: string;
  /** When it happened, by the database's clock, in UTC to the millisecond. */
  timestamp: string;
  /** Who tells it. */
  sourceService: "InventoryService";
  /** Of the request that caused it, and of whatever that request belongs to. */
  correlationId: string;
  /** What the event is about: the order's id. */
  aggregateId: string;
  /** What kind of thing the event is about. */
  aggregateType: "Allocation";
  /** The version that it reached by this change, or has, when a refusal changed nothing. */
  aggregateVersion: number;
  /** The event's place among those of one command on one aggregate. */
  ordinal: number;
  /** The event or command that caused it; null when that is not known. */
  causationId: string | null;
  /** On whose behalf it was caused; null when that is not known. */
  userId: string | null;
  /** The event's place in the feed: a whole number from 1, without holes, as text. */
  position: string;
  /** What is told. */
  data: {
    /** The order, by the order service's own id. */
    orderId: string;
    /** Whom the order belongs to; left out when that is not known. */
    userId?: string;
    /**
     * The reservations that this event is about; several when an order is ended that has several.
     *
     * Items: A reservation's id.
     */
    reservationIds: string[];
    /**
     * What was held at first, and what became of it by then.
     *
     * Items: What the order held at first of one item in one warehouse, and what became of it.
     */
    lines: {
      /** The item: the product service's own id of the variant. */
      productVariantId: string;
      /** The warehouse that the units are held in. */
      warehouseId: string;
      /** Units that were held at first. */
      quantity: number;
      /** Units that were sold. */
      fulfilledQuantity: number;
      /** Units that were given back. */
      releasedQuantity: number;
    }[];
    /** The same as the envelope's. */
    timestamp: string;
    /** The same as the envelope's. */
    correlationId: string;
  };
}

/** Stock is held for an order; one an order, beside the events of its items. */
export interface AllocationCreatedEvent {
  /** The same whenever the event is sent again: drop what you have seen. */
  eventId: string;
  /** What happened. */
  eventType: "AllocationCreatedEvent";
  /** Of this schema. A higher minor version adds optional fields; a higher major version is another schema. */
  eventVersion: string;
  /** When it happened, by the database's clock, in UTC to the millisecond. */
  timestamp: string;
  /** Who tells it. */
  sourceService: "InventoryService";
  /** Of the request that caused it, and of whatever that request belongs to. */
  correlationId: string;
  /** What the event is about: the order's id. */
  aggregateId: string;
  /** What kind of thing the event is about. */
  aggregateType: "Allocation";
  /** The version that it reached by this change, or has, when a refusal changed nothing. */
  aggregateVersion: number;
  /** The event's place among those of one command on one aggregate. */
  ordinal: number;
  /** The event or command that caused it; null when that is not known. */
  causationId: string | null;
  /** On whose behalf it was caused; null when that is not known. */
  userId: string | null;
  /** The event's place in the feed: a whole number from 1, without holes, as text. */
  position: string;
  /** What is told. */
  data: {
    /** The order, by the order service's own id. */
    orderId: string;
    /** Whom the order belongs to; left out when that is not known. */
    userId?: string;
    /**
     * The reservations that this event is about; several when an order is ended that has several.
     *
     * Items: A reservation's id.
     */
    reservationIds: string[];
    /**
     * What was held at first, and what became of it by then.
     *
     * Items: What the order held at first of one item in one warehouse, and what became of it.
     */
    lines: {
      /** The item: the product service's own id of the variant. */
      productVariantId: string;
      /** The warehouse that the units are held in. */
      warehouseId: string;
      /** Units that were held at first. */
      quantity: number;
      /** Units that were sold. */
      fulfilledQuantity: number;
      /** Units that were given back. */
      releasedQuantity: number;
    }[];
    /** Until when it is held; null: without end. */
    expiresAt: string | null;
    /** The same as the envelope's. */
    timestamp: string;
    /** The same as the envelope's. */
    correlationId: string;
  };
}

/** Nothing is held for an order any more: the last of it was sold. */
export interface AllocationFulfilledEvent {
  /** The same whenever the event is sent again: drop what you have seen. */
  eventId: string;
  /** What happened. */
  eventType: "AllocationFulfilledEvent";
  /** Of this schema. A higher minor version adds optional fields; a higher major version is another schema. */
  eventVersion: string;
  /** When it happened, by the database's clock, in UTC to the millisecond. */
  timestamp: string;
  /** Who tells it. */
  sourceService: "InventoryService";
  /** Of the request that caused it, and of whatever that request belongs to. */
  correlationId: string;
  /** What the event is about: the order's id. */
  aggregateId: string;
  /** What kind of thing the event is about. */
  aggregateType: "Allocation";
  /** The version that it reached by this change, or has, when a refusal changed nothing. */
  aggregateVersion: number;
  /** The event's place among those of one command on one aggregate. */
  ordinal: number;
  /** The event or command that caused it; null when that is not known. */
  causationId: string | null;
  /** On whose behalf it was caused; null when that is not known. */
  userId: string | null;
  /** The event's place in the feed: a whole number from 1, without holes, as text. */
  position: string;
  /** What is told. */
  data: {
    /** The order, by the order service's own id. */
    orderId: string;
    /** Whom the order belongs to; left out when that is not known. */
    userId?: string;
    /**
     * The reservations that this event is about; several when an order is ended that has several.
     *
     * Items: A reservation's id.
     */
    reservationIds: string[];
    /**
     * What was held at first, and what became of it by then.
     *
     * Items: What the order held at first of one item in one warehouse, and what became of it.
     */
    lines: {
      /** The item: the product service's own id of the variant. */
      productVariantId: string;
      /** The warehouse that the units are held in. */
      warehouseId: string;
      /** Units that were held at first. */
      quantity: number;
      /** Units that were sold. */
      fulfilledQuantity: number;
      /** Units that were given back. */
      releasedQuantity: number;
    }[];
    /** The same as the envelope's. */
    timestamp: string;
    /** The same as the envelope's. */
    correlationId: string;
  };
}

/** Nothing was held for an order. */
export interface AllocationRejectedEvent {
  /** The same whenever the event is sent again: drop what you have seen. */
  eventId: string;
  /** What happened. */
  eventType: "AllocationRejectedEvent";
  /** Of this schema. A higher minor version adds optional fields; a higher major version is another schema. */
  eventVersion: string;
  /** When it happened, by the database's clock, in UTC to the millisecond. */
  timestamp: string;
  /** Who tells it. */
  sourceService: "InventoryService";
  /** Of the request that caused it, and of whatever that request belongs to. */
  correlationId: string;
  /** What the event is about: the order's id. */
  aggregateId: string;
  /** What kind of thing the event is about. */
  aggregateType: "Allocation";
  /** The version that it reached by this change, or has, when a refusal changed nothing. */
  aggregateVersion: number;
  /** The event's place among those of one command on one aggregate. */
  ordinal: number;
  /** The event or command that caused it; null when that is not known. */
  causationId: string | null;
  /** On whose behalf it was caused; null when that is not known. */
  userId: string | null;
  /** The event's place in the feed: a whole number from 1, without holes, as text. */
  position: string;
  /** What is told. */
  data: {
    /** The order, by the order service's own id. */
    orderId: string;
    /** Whom the order belongs to; left out when that is not known. */
    userId?: string;
    /** Why nothing was held: that of the first line that fell short. */
    reason: "INSUFFICIENT_STOCK" | "PRODUCT_NOT_FOUND" | "DISCONTINUED";
    /**
     * What was asked for.
     *
     * Items: What was asked for of one item.
     */
    lines: {
      /** The item: the product service's own id of the variant. */
      productVariantId: string;
      /** Units that were asked for. */
      quantityAttempted: number;
      /** Why it could not be held; null: this item could have been. */
      reasonForFailure: "INSUFFICIENT_STOCK" | "PRODUCT_NOT_FOUND" | "DISCONTINUED" | null;
    }[];
    /** The same as the envelope's. */
    timestamp: string;
    /** The same as the envelope's. */
    correlationId: string;
  };
}

/** An item was created, or created again after a deletion. */
export interface InventoryItemCreatedEvent {
  /** The same whenever the event is sent again: drop what you have seen. */
  eventId: string;
  /** What happened. */
  eventType: "InventoryItemCreatedEvent";
  /** Of this schema. A higher minor version adds optional fields; a higher major version is another schema. */
  eventVersion: string;
  /** When it happened, by the database's clock, in UTC to the millisecond. */
  timestamp: string;
  /** Who tells it. */
  sourceService: "InventoryService";
  /** Of the request that caused it, and of whatever that request belongs to. */
  correlationId: string;
  /** What the event is about: the item's product variant id. */
  aggregateId: string;
  /** What kind of thing the event is about. */
  aggregateType: "InventoryItem";
  /** The version that it reached by this change, or has, when a refusal changed nothing. */
  aggregateVersion: number;
  /** The event's place among those of one command on one aggregate. */
  ordinal: number;
  /** The event or command that caused it; null when that is not known. */
  causationId: string | null;
  /** On whose behalf it was caused; null when that is not known. */
  userId: string | null;
  /** The event's place in the feed: a whole number from 1, without holes, as text. */
  position: string;
  /** What is told. */
  data: {
    /** The item: the product service's own id of the variant. */
    productVariantId: string;
    /** The stock-keeping unit; null when there is none. */
    sku: string | null;
    /** At so many units on hand, or fewer, the stock is low. */
    lowStockThreshold: number;
    /** Whether more may be reserved than is on hand: never, up to a limit, or without bound. */
    backorderPolicy: "DENY" | "LIMIT" | "ALLOW";
    /** Units that may be owed, with the policy LIMIT; else null. */
    backorderLimit: number | null;
    /** The same as the envelope's. */
    timestamp: string;
    /** The same as the envelope's. */
    correlationId: string;
  };
}

/** An item is out of sale: discontinued, or deleted. */
export interface InventoryItemDeactivatedEvent {
  /** The same whenever the event is sent again: drop what you have seen. */
  eventId: string;
  /** What happened. */
  eventType: "InventoryItemDeactivatedEvent";
  /** Of this schema. A higher minor version adds optional fields; a higher major version is another schema. */
  eventVersion: string;
  /** When it happened, by the database's clock, in UTC to the millisecond. */
  timestamp: string;
  /** Who tells it. */
  sourceService: "InventoryService";
  /** Of the request that caused it, and of whatever that request belongs to. */
  correlationId: string;
  /** What the event is about: the item's product variant id. */
  aggregateId: string;
  /** What kind of thing the event is about. */
  aggregateType: "InventoryItem";
  /** The version that it reached by this change, or has, when a refusal changed nothing. */
  aggregateVersion: number;
  /** The event's place among those of one command on one aggregate. */
  ordinal: number;
  /** The event or command that caused it; null when that is not known. */
  causationId: string | null;
  /** On whose behalf it was caused; null when that is not known. */
  userId: string | null;
  /** The event's place in the feed: a whole number from 1, without holes, as text. */
  position: string;
  /** What is told. */
  data: {
    /** The item: the product service's own id of the variant. */
    productVariantId: string;
    /** DISCONTINUED: what is left can still be fulfilled or released; DELETED: nothing is left. */
    reason: "DISCONTINUED" | "DELETED";
    /** Units on hand that are left, over all warehouses. */
    currentQuantity: number;
    /** Units of them that orders hold. */
    reservedQuantity: number;
    /** Units on their way between warehouses. */
    inTransitQuantity: number;
    /** The same as the envelope's. */
    timestamp: string;
    /** The same as the envelope's. */
    correlationId: string;
  };
}

/** An item was changed: the item as it is now. */
export interface InventoryItemUpdatedEvent {
  /** The same whenever the event is sent again: drop what you have seen. */
  eventId: string;
  /** What happened. */
  eventType: "InventoryItemUpdatedEvent";
  /** Of this schema. A higher minor version adds optional fields; a higher major version is another schema. */
  eventVersion: string;
  /** When it happened, by the database's clock, in UTC to the millisecond. */
  timestamp: string;
  /** Who tells it. */
  sourceService: "InventoryService";
  /** Of the request that caused it, and of whatever that request belongs to. */
  correlationId: string;
  /** What the event is about: the item's product variant id. */
  aggregateId: string;
  /** What kind of thing the event is about. */
  aggregateType: "InventoryItem";
  /** The version that it reached by this change, or has, when a refusal changed nothing. */
  aggregateVersion: number;
  /** The event's place among those of one command on one aggregate. */
  ordinal: number;
  /** The event or command that caused it; null when that is not known. */
  causationId: string | null;
  /** On whose behalf it was caused; null when that is not known. */
  userId: string | null;
  /** The event's place in the feed: a whole number from 1, without holes, as text. */
  position: string;
  /** What is told. */
  data: {
    /** The item: the product service's own id of the variant. */
    productVariantId: string;
    /** The stock-keeping unit; null when there is none. */
    sku: string | null;
    /** At so many units on hand, or fewer, the stock is low. */
    lowStockThreshold: number;
    /** Whether more may be reserved than is on hand: never, up to a limit, or without bound. */
    backorderPolicy: "DENY" | "LIMIT" | "ALLOW";
    /** Units that may be owed, with the policy LIMIT; else null. */
    backorderLimit: number | null;
    /** Names of what changed, e.g. ["sku", "lowStockThreshold"]; ["status"]: back in sale; ["bins"]: taken out of a bin. */
    changes: string[];
    /** The same as the envelope's. */
    timestamp: string;
    /** The same as the envelope's. */
    correlationId: string;
  };
}

/** Units of an item that were held for an order are not held any more. */
export interface InventoryReleasedEvent {
  /** The same whenever the event is sent again: drop what you have seen. */
  eventId: string;
  /** What happened. */
  eventType: "InventoryReleasedEvent";
  /** Of this schema. A higher minor version adds optional fields; a higher major version is another schema. */
  eventVersion: string;
  /** When it happened, by the database's clock, in UTC to the millisecond. */
  timestamp: string;
  /** Who tells it. */
  sourceService: "InventoryService";
  /** Of the request that caused it, and of whatever that request belongs to. */
  correlationId: string;
  /** What the event is about: the item's product variant id. */
  aggregateId: string;
  /** What kind of thing the event is about. */
  aggregateType: "InventoryItem";
  /** The version that it reached by this change, or has, when a refusal changed nothing. */
  aggregateVersion: number;
  /** The event's place among those of one command on one aggregate. */
  ordinal: number;
  /** The event or command that caused it; null when that is not known. */
  causationId: string | null;
  /** On whose behalf it was caused; null when that is not known. */
  userId: string | null;
  /** The event's place in the feed: a whole number from 1, without holes, as text. */
  position: string;
  /** What is told. */
  data: {
    /** The item: the product service's own id of the variant. */
    productVariantId: string;
    /** Units that were given back, over all warehouses. */
    quantityReleased: number;
    /** Units that can be reserved over all warehouses, after it. Below zero while backorders are owed. */
    availableQuantityAfterRelease: number;
    /** The order, by the order service's own id. */
    orderId: string;
    /** Whom the order belongs to; left out when that is not known. */
    userId?: string;
    /** The one reservation that was released; left out when several of the order were at once. */
    reservationId?: string;
    /** Why they were given back. */
    reasonForRelease: "ORDER_CANCELLED" | "RESERVATION_EXPIRED" | "ORDER_COMPLETED_ADJUSTMENT";
    /** Units on hand over all warehouses, after the change. */
    currentQuantity: number;
    /**
     * Where they were held. One entry a warehouse.
     *
     * Items: Units in one warehouse.
     */
    warehouses: {
      /** The warehouse's id. */
      warehouseId: string;
      /** Units. */
      quantity: number;
    }[];
    /** The same as the envelope's. */
    timestamp: string;
    /** The same as the envelope's. */
    correlationId: string;
  };
}

/** Units of an item could not be held for an order. */
export interface InventoryReservationFailedEvent {
  /** The same whenever the event is sent again: drop what you have seen. */
  eventId: string;
  /** What happened. */
  eventType: "InventoryReservationFailedEvent";
  /** Of this schema. A higher minor version adds optional fields; a higher major version is another schema. */
  eventVersion: string;
  /** When it happened, by the database's clock, in UTC to the millisecond. */
  timestamp: string;
  /** Who tells it. */
  sourceService: "InventoryService";
  /** Of the request that caused it, and of whatever that request belongs to. */
  correlationId: string;
  /** What the event is about: the item's product variant id. */
  aggregateId: string;
  /** What kind of thing the event is about. */
  aggregateType: "InventoryItem";
  /** The version that it reached by this change, or has, when a refusal changed nothing. */
  aggregateVersion: number;
  /** The event's place among those of one command on one aggregate. */
  ordinal: number;
  /** The event or command that caused it; null when that is not known. */
  causationId: string | null;
  /** On whose behalf it was caused; null when that is not known. */
  userId: string | null;
  /** The event's place in the feed: a whole number from 1, without holes, as text. */
  position: string;
  /** What is told. */
  data: {
    /** The item: the product service's own id of the variant. */
    productVariantId: string;
    /** Units that were asked for. */
    quantityAttempted: number;
    /** Why it could not be held. */
    reasonForFailure: "INSUFFICIENT_STOCK" | "PRODUCT_NOT_FOUND" | "DISCONTINUED";
    /** The order, by the order service's own id. */
    orderId: string;
    /** Whom the order belongs to; left out when that is not known. */
    userId?: string;
    /** The same as the envelope's. */
    timestamp: string;
    /** The same as the envelope's. */
    correlationId: string;
  };
}

/** Units of an item are held for an order. */
export interface InventoryReservedEvent {
  /** The same whenever the event is sent again: drop what you have seen. */
  eventId: string;
  /** What happened. */
  eventType: "InventoryReservedEvent";
  /** Of this schema. A higher minor version adds optional fields; a higher major version is another schema. */
  eventVersion: string;
  /** When it happened, by the database's clock, in UTC to the millisecond. */
  timestamp: string;
  /** Who tells it. */
  sourceService: "InventoryService";
  /** Of the request that caused it, and of whatever that request belongs to. */
  correlationId: string;
  /** What the event is about: the item's product variant id. */
  aggregateId: string;
  /** What kind of thing the event is about. */
  aggregateType: "InventoryItem";
  /** The version that it reached by this change, or has, when a refusal changed nothing. */
  aggregateVersion: number;
  /** The event's place among those of one command on one aggregate. */
  ordinal: number;
  /** The event or command that caused it; null when that is not known. */
  causationId: string | null;
  /** On whose behalf it was caused; null when that is not known. */
  userId: string | null;
  /** The event's place in the feed: a whole number from 1, without holes, as text. */
  position: string;
  /** What is told. */
  data: {
    /** The item: the product service's own id of the variant. */
    productVariantId: string;
    /** Units that are held by this reservation, over all warehouses. */
    quantityReserved: number;
    /** Units that can be reserved over all warehouses, after it. Below zero while backorders are owed. */
    availableQuantityAfterReservation: number;
    /** The order, by the order service's own id. */
    orderId: string;
    /** Whom the order belongs to; left out when that is not known. */
    userId?: string;
    /** The reservation that holds them. */
    reservationId: string;
    /** Units on hand over all warehouses, after the change. */
    currentQuantity: number;
    /**
     * Where they are held. One entry a warehouse.
     *
     * Items: Units in one warehouse.
     */
    warehouses: {
      /** The warehouse's id. */
      warehouseId: string;
      /** Units. */
      quantity: number;
    }[];
    /** The same as the envelope's. */
    timestamp: string;
    /** The same as the envelope's. */
    correlationId: string;
  };
}

/** An item was put into a bin. */
export interface ItemAssignedToLocationEvent {
  /** The same whenever the event is sent again: drop what you have seen. */
  eventId: string;
  /** What happened. */
  eventType: "ItemAssignedToLocationEvent";
  /** Of this schema. A higher minor version adds optional fields; a higher major version is another schema. */
  eventVersion: string;
  /** When it happened, by the database's clock, in UTC to the millisecond. */
  timestamp: string;
  /** Who tells it. */
  sourceService: "InventoryService";
  /** Of the request that caused it, and of whatever that request belongs to. */
  correlationId: string;
  /** What the event is about: the item's product variant id. */
  aggregateId: string;
  /** What kind of thing the event is about. */
  aggregateType: "InventoryItem";
  /** The version that it reached by this change, or has, when a refusal changed nothing. */
  aggregateVersion: number;
  /** The event's place among those of one command on one aggregate. */
  ordinal: number;
  /** The event or command that caused it; null when that is not known. */
  causationId: string | null;
  /** On whose behalf it was caused; null when that is not known. */
  userId: string | null;
  /** The event's place in the feed: a whole number from 1, without holes, as text. */
  position: string;
  /** What is told. */
  data: {
    /** The item: the product service's own id of the variant. */
    productVariantId: string;
    /** The warehouse's id. */
    warehouseId: string;
    /** The bin's id. */
    binId: string;
    /** The bin's name, unique within its warehouse. */
    binCode: string;
    /** The same as the envelope's. */
    timestamp: string;
    /** The same as the envelope's. */
    correlationId: string;
  };
}

/** The units on hand of an item fell to its threshold, or below. */
export interface LowStockThresholdReachedEvent {
  /** The same whenever the event is sent again: drop what you have seen. */
  eventId: string;
  /** What happened. */
  eventType: "LowStockThresholdReachedEvent";
  /** Of this schema. A higher minor version adds optional fields; a higher major version is another schema. */
  eventVersion: string;
  /** When it happened, by the database's clock, in UTC to the millisecond. */
  timestamp: string;
  /** Who tells it. */
  sourceService: "InventoryService";
  /** Of the request that caused it, and of whatever that request belongs to. */
  correlationId: string;
  /** What the event is about: the item's product variant id. */
  aggregateId: string;
  /** What kind of thing the event is about. */
  aggregateType: "InventoryItem";
  /** The version that it reached by this change, or has, when a refusal changed nothing. */
  aggregateVersion: number;
  /** The event's place among those of one command on one aggregate. */
  ordinal: number;
  /** The event or command that caused it; null when that is not known. */
  causationId: string | null;
  /** On whose behalf it was caused; null when that is not known. */
  userId: string | null;
  /** The event's place in the feed: a whole number from 1, without holes, as text. */
  position: string;
  /** What is told. */
  data: {
    /** The item: the product service's own id of the variant. */
    productVariantId: string;
    /** Units on hand over all warehouses, after the change. */
    currentQuantity: number;
    /** The threshold that was crossed. */
    lowStockThreshold: number;
    /** The same as the envelope's. */
    timestamp: string;
    /** The same as the envelope's. */
    correlationId: string;
  };
}

/** The units on hand of an item changed in one warehouse. */
export interface StockLevelChangedEvent {
  /** The same whenever the event is sent again: drop what you have seen. */
  eventId: string;
  /** What happened. */
  eventType: "StockLevelChangedEvent";
  /** Of this schema. A higher minor version adds optional fields; a higher major version is another schema. */
  eventVersion: string;
  /** When it happened, by the database's clock, in UTC to the millisecond. */
  timestamp: string;
  /** Who tells it. */
  sourceService: "InventoryService";
  /** Of the request that caused it, and of whatever that request belongs to. */
  correlationId: string;
  /** What the event is about: the item's product variant id. */
  aggregateId: string;
  /** What kind of thing the event is about. */
  aggregateType: "InventoryItem";
  /** The version that it reached by this change, or has, when a refusal changed nothing. */
  aggregateVersion: number;
  /** The event's place among those of one command on one aggregate. */
  ordinal: number;
  /** The event or command that caused it; null when that is not known. */
  causationId: string | null;
  /** On whose behalf it was caused; null when that is not known. */
  userId: string | null;
  /** The event's place in the feed: a whole number from 1, without holes, as text. */
  position: string;
  /** What is told. */
  data: {
    /** The item: the product service's own id of the variant. */
    productVariantId: string;
    /** Units on hand over all warehouses, after the change. */
    newQuantity: number;
    /** Units on hand over all warehouses, before the change. */
    oldQuantity: number;
    /** Units that came into the warehouse; below zero: that left it. */
    quantityChanged: number;
    /** What kind of change it was. */
    changeType: "PURCHASE" | "SALE" | "RETURN" | "ADJUSTMENT";
    /** The item's stock-keeping unit; null when it has none. */
    sku: string | null;
    /** The warehouse that the units moved in. */
    warehouseId: string;
    /** The order that they were sold to; null when there is none. */
    orderId: string | null;
    /** Who changed it: the caller's subject, as in the ledger. */
    updatedBy: string;
    /** What brought the change about: a sale, an administrator, or a repair. */
    trigger: "ORDER_CONFIRMED" | "ADMIN_UPDATE" | "SCHEDULED_SYNC";
    /** Units that can be reserved over all warehouses, after the change. Below zero while backorders are owed. */
    availableQuantity: number;
    /** The same as the envelope's. */
    timestamp: string;
    /** The same as the envelope's. */
    correlationId: string;
  };
}

/** An item's status moved. */
export interface StockStatusChangedEvent {
  /** The same whenever the event is sent again: drop what you have seen. */
  eventId: string;
  /** What happened. */
  eventType: "StockStatusChangedEvent";
  /** Of this schema. A higher minor version adds optional fields; a higher major version is another schema. */
  eventVersion: string;
  /** When it happened, by the database's clock, in UTC to the millisecond. */
  timestamp: string;
  /** Who tells it. */
  sourceService: "InventoryService";
  /** Of the request that caused it, and of whatever that request belongs to. */
  correlationId: string;
  /** What the event is about: the item's product variant id. */
  aggregateId: string;
  /** What kind of thing the event is about. */
  aggregateType: "InventoryItem";
  /** The version that it reached by this change, or has, when a refusal changed nothing. */
  aggregateVersion: number;
  /** The event's place among those of one command on one aggregate. */
  ordinal: number;
  /** The event or command that caused it; null when that is not known. */
  causationId: string | null;
  /** On whose behalf it was caused; null when that is not known. */
  userId: string | null;
  /** The event's place in the feed: a whole number from 1, without holes, as text. */
  position: string;
  /** What is told. */
  data: {
    /** The item: the product service's own id of the variant. */
    productVariantId: string;
    /** The status from now on. */
    newStatus: "IN_STOCK" | "LOW_STOCK" | "OUT_OF_STOCK" | "DISCONTINUED";
    /** The status until now. */
    oldStatus: "IN_STOCK" | "LOW_STOCK" | "OUT_OF_STOCK" | "DISCONTINUED";
    /** Units on hand over all warehouses, after the change. */
    currentQuantity: number;
    /** Units that can be reserved over all warehouses, after the change. Below zero while backorders are owed. */
    availableQuantity: number;
    /** The same as the envelope's. */
    timestamp: string;
    /** The same as the envelope's. */
    correlationId: string;
  };
}

/** One step of a transfer between warehouses, for one of its items. */
export interface StockTransferredEvent {
  /** The same whenever the event is sent again: drop what you have seen. */
  eventId: string;
  /** What happened. */
  eventType: "StockTransferredEvent";
  /** Of this schema. A higher minor version adds optional fields; a higher major version is another schema. */
  eventVersion: string;
  /** When it happened, by the database's clock, in UTC to the millisecond. */
  timestamp: string;
  /** Who tells it. */
  sourceService: "InventoryService";
  /** Of the request that caused it, and of whatever that request belongs to. */
  correlationId: string;
  /** What the event is about: the item's product variant id. */
  aggregateId: string;
  /** What kind of thing the event is about. */
  aggregateType: "InventoryItem";
  /** The version that it reached by this change, or has, when a refusal changed nothing. */
  aggregateVersion: number;
  /** The event's place among those of one command on one aggregate. */
  ordinal: number;
  /** The event or command that caused it; null when that is not known. */
  causationId: string | null;
  /** On whose behalf it was caused; null when that is not known. */
  userId: string | null;
  /** The event's place in the feed: a whole number from 1, without holes, as text. */
  position: string;
  /** What is told. */
  data: {
    /** The item: the product service's own id of the variant. */
    productVariantId: string;
    /** The transfer's id. */
    transferId: string;
    /** The warehouse that the units left. */
    fromWarehouseId: string;
    /** The warehouse that they are for. */
    toWarehouseId: string;
    /** IN_TRANSIT: left; RECEIVED: came in; CANCELLED: went back. */
    step: "IN_TRANSIT" | "RECEIVED" | "CANCELLED";
    /** Units of this step. */
    quantity: number;
    /** Units that this receipt wrote off. */
    missingQuantity: number;
    /** Why they are missing; null when none are. */
    missingReason: string | null;
    /** Units of the line that are still on their way. */
    outstandingQuantity: number;
    /** The same as the envelope's. */
    timestamp: string;
    /** The same as the envelope's. */
    correlationId: string;
  };
}

/** Nothing of an item is available any more: beside the change of its status to OUT_OF_STOCK. */
export interface StockoutEvent {
  /** The same whenever the event is sent again: drop what you have seen. */
  eventId: string;
  /** What happened. */
  eventType: "StockoutEvent";
  /** Of this schema. A higher minor version adds optional fields; a higher major version is another schema. */
  eventVersion: string;
  /** When it happened, by the database's clock, in UTC to the millisecond. */
  timestamp: string;
  /** Who tells it. */
  sourceService: "InventoryService";
  /** Of the request that caused it, and of whatever that request belongs to. */
  correlationId: string;
  /** What the event is about: the item's product variant id. */
  aggregateId: string;
  /** What kind of thing the event is about. */
  aggregateType: "InventoryItem";
  /** The version that it reached by this change, or has, when a refusal changed nothing. */
  aggregateVersion: number;
  /** The event's place among those of one command on one aggregate. */
  ordinal: number;
  /** The event or command that caused it; null when that is not known. */
  causationId: string | null;
  /** On whose behalf it was caused; null when that is not known. */
  userId: string | null;
  /** The event's place in the feed: a whole number from 1, without holes, as text. */
  position: string;
  /** What is told. */
  data: {
    /** The item: the product service's own id of the variant. */
    productVariantId: string;
    /** Units on hand over all warehouses, after the change. */
    currentQuantity: number;
    /** Units that orders hold, over all warehouses. */
    reservedQuantity: number;
    /** The same as the envelope's. */
    timestamp: string;
    /** The same as the envelope's. */
    correlationId: string;
  };
}

/** A bin was made in a warehouse. */
export interface WarehouseBinCreatedEvent {
  /** The same whenever the event is sent again: drop what you have seen. */
  eventId: string;
  /** What happened. */
  eventType: "WarehouseBinCreatedEvent";
  /** Of this schema. A higher minor version adds optional fields; a higher major version is another schema. */
  eventVersion: string;
  /** When it happened, by the database's clock, in UTC to the millisecond. */
  timestamp: string;
  /** Who tells it. */
  sourceService: "InventoryService";
  /** Of the request that caused it, and of whatever that request belongs to. */
  correlationId: string;
  /** What the event is about: the warehouse's id. */
  aggregateId: string;
  /** What kind of thing the event is about. */
  aggregateType: "Warehouse";
  /** The version that it reached by this change, or has, when a refusal changed nothing. */
  aggregateVersion: number;
  /** The event's place among those of one command on one aggregate. */
  ordinal: number;
  /** The event or command that caused it; null when that is not known. */
  causationId: string | null;
  /** On whose behalf it was caused; null when that is not known. */
  userId: string | null;
  /** The event's place in the feed: a whole number from 1, without holes, as text. */
  position: string;
  /** What is told. */
  data: {
    /** The warehouse's id. */
    warehouseId: string;
    /** The bin's id. */
    binId: string;
    /** The bin's name, unique within its warehouse. */
    binCode: string;
    /** The same as the envelope's. */
    timestamp: string;
    /** The same as the envelope's. */
    correlationId: string;
  };
}

/** A warehouse was created. */
export interface WarehouseCreatedEvent {
  /** The same whenever the event is sent again: drop what you have seen. */
  eventId: string;
  /** What happened. */
  eventType: "WarehouseCreatedEvent";
  /** Of this schema. A higher minor version adds optional fields; a higher major version is another schema. */
  eventVersion: string;
  /** When it happened, by the database's clock, in UTC to the millisecond. */
  timestamp: string;
  /** Who tells it. */
  sourceService: "InventoryService";
  /** Of the request that caused it, and of whatever that request belongs to. */
  correlationId: string;
  /** What the event is about: the warehouse's id. */
  aggregateId: string;
  /** What kind of thing the event is about. */
  aggregateType: "Warehouse";
  /** The version that it reached by this change, or has, when a refusal changed nothing. */
  aggregateVersion: number;
  /** The event's place among those of one command on one aggregate. */
  ordinal: number;
  /** The event or command that caused it; null when that is not known. */
  causationId: string | null;
  /** On whose behalf it was caused; null when that is not known. */
  userId: string | null;
  /** The event's place in the feed: a whole number from 1, without holes, as text. */
  position: string;
  /** What is told. */
  data: {
    /** The warehouse's id. */
    warehouseId: string;
    /** The warehouse's short name, unique. */
    code: string;
    /** The warehouse's name. */
    name: string;
    /** The lower, the earlier orders draw from it. */
    priority: number;
    /** Whether orders draw from it at all. */
    active: boolean;
    /** The same as the envelope's. */
    timestamp: string;
    /** The same as the envelope's. */
    correlationId: string;
  };
}

/** A warehouse was changed: the warehouse as it is now. */
export interface WarehouseUpdatedEvent {
  /** The same whenever the event is sent again: drop what you have seen. */
  eventId: string;
  /** What happened. */
  eventType: "WarehouseUpdatedEvent";
  /** Of this schema. A higher minor version adds optional fields; a higher major version is another schema. */
  eventVersion: string;
  /** When it happened, by the database's clock, in UTC to the millisecond. */
  timestamp: string;
  /** Who tells it. */
  sourceService: "InventoryService";
  /** Of the request that caused it, and of whatever that request belongs to. */
  correlationId: string;
  /** What the event is about: the warehouse's id. */
  aggregateId: string;
  /** What kind of thing the event is about. */
  aggregateType: "Warehouse";
  /** The version that it reached by this change, or has, when a refusal changed nothing. */
  aggregateVersion: number;
  /** The event's place among those of one command on one aggregate. */
  ordinal: number;
  /** The event or command that caused it; null when that is not known. */
  causationId: string | null;
  /** On whose behalf it was caused; null when that is not known. */
  userId: string | null;
  /** The event's place in the feed: a whole number from 1, without holes, as text. */
  position: string;
  /** What is told. */
  data: {
    /** The warehouse's id. */
    warehouseId: string;
    /** The warehouse's short name, unique. */
    code: string;
    /** The warehouse's name. */
    name: string;
    /** The lower, the earlier orders draw from it. */
    priority: number;
    /** Whether orders draw from it at all. */
    active: boolean;
    /** Names of what changed, e.g. ["priority"]; ["bins"] when a bin was renamed. */
    changes: string[];
    /** The same as the envelope's. */
    timestamp: string;
    /** The same as the envelope's. */
    correlationId: string;
  };
}

/** Each message, by its type. */
export interface Messages {
  AllocationCancelledEvent: AllocationCancelledEvent;
  AllocationConfirmedEvent: AllocationConfirmedEvent;
  AllocationCreatedEvent: AllocationCreatedEvent;
  AllocationFulfilledEvent: AllocationFulfilledEvent;
  AllocationRejectedEvent: AllocationRejectedEvent;
  InventoryItemCreatedEvent: InventoryItemCreatedEvent;
  InventoryItemDeactivatedEvent: InventoryItemDeactivatedEvent;
  InventoryItemUpdatedEvent: InventoryItemUpdatedEvent;
  InventoryReleasedEvent: InventoryReleasedEvent;
  InventoryReservationFailedEvent: InventoryReservationFailedEvent;
  InventoryReservedEvent: InventoryReservedEvent;
  ItemAssignedToLocationEvent: ItemAssignedToLocationEvent;
  LowStockThresholdReachedEvent: LowStockThresholdReachedEvent;
  StockLevelChangedEvent: StockLevelChangedEvent;
  StockStatusChangedEvent: StockStatusChangedEvent;
  StockTransferredEvent: StockTransferredEvent;
  StockoutEvent: StockoutEvent;
  WarehouseBinCreatedEvent: WarehouseBinCreatedEvent;
  WarehouseCreatedEvent: WarehouseCreatedEvent;
  WarehouseUpdatedEvent: WarehouseUpdatedEvent;
}

/** The version that each event is written in. */
export const EVENT_VERSIONS = {
  AllocationCancelledEvent: "1.0",
  AllocationConfirmedEvent: "1.0",
  AllocationCreatedEvent: "1.0",
  AllocationFulfilledEvent: "1.0",
  AllocationRejectedEvent: "1.0",
  InventoryItemCreatedEvent: "1.0",
  InventoryItemDeactivatedEvent: "1.0",
  InventoryItemUpdatedEvent: "1.0",
  InventoryReleasedEvent: "1.0",
  InventoryReservationFailedEvent: "1.0",
  InventoryReservedEvent: "1.0",
  ItemAssignedToLocationEvent: "1.0",
  LowStockThresholdReachedEvent: "1.0",
  StockLevelChangedEvent: "1.0",
  StockStatusChangedEvent: "1.0",
  StockTransferredEvent: "1.0",
  StockoutEvent: "1.0",
  WarehouseBinCreatedEvent: "1.0",
  WarehouseCreatedEvent: "1.0",
  WarehouseUpdatedEvent: "1.0",
} as const;
