import { graphql } from "../generated/index.js";

// Of items, warehouses and bins: the mutations that move no stock.

export const UPDATE_ITEM = graphql(`
  mutation UpdateItem($input: UpdateInventoryItemInput!) {
    updateInventoryItem(input: $input) {
      item {
        sku
        status
        lowStockThreshold
        backorderPolicy
        backorderLimit
        version
      }
      userErrors {
        __typename
        code
        field
        message
        ... on StaleVersionError {
          current {
            version
          }
        }
      }
    }
  }
`);

export const DISCONTINUE_ITEM = graphql(`
  mutation DiscontinueItem($input: ItemInput!) {
    discontinueInventoryItem(input: $input) {
      item {
        status
        version
      }
      userErrors {
        code
        field
      }
    }
  }
`);

export const REACTIVATE_ITEM = graphql(`
  mutation ReactivateItem($input: ItemInput!) {
    reactivateInventoryItem(input: $input) {
      item {
        status
        version
      }
      userErrors {
        code
        field
      }
    }
  }
`);

export const DELETE_ITEM = graphql(`
  mutation DeleteItem($input: ItemInput!) {
    deleteInventoryItem(input: $input) {
      item {
        id
        status
        version
      }
      removed
      userErrors {
        code
        field
      }
    }
  }
`);

export const ASSIGN_BIN = graphql(`
  mutation AssignBin($input: AssignItemToBinInput!) {
    assignItemToBin(input: $input) {
      item {
        version
        levels {
          quantity
          warehouse {
            code
          }
        }
      }
      userErrors {
        code
        field
      }
    }
  }
`);

export const UNASSIGN_BIN = graphql(`
  mutation UnassignBin($input: UnassignItemFromBinInput!) {
    unassignItemFromBin(input: $input) {
      item {
        version
      }
      userErrors {
        code
        field
      }
    }
  }
`);

export const UPDATE_WAREHOUSE = graphql(`
  mutation UpdateWarehouse($input: UpdateWarehouseInput!) {
    updateWarehouse(input: $input) {
      warehouse {
        id
        code
        name
        priority
        active
      }
      userErrors {
        code
        field
      }
    }
  }
`);

export const CREATE_BIN = graphql(`
  mutation CreateBin($input: CreateWarehouseBinInput!) {
    createWarehouseBin(input: $input) {
      warehouse {
        code
      }
      bin {
        id
        code
      }
      userErrors {
        code
        field
      }
    }
  }
`);

export const RENAME_BIN = graphql(`
  mutation RenameBin($input: UpdateWarehouseBinInput!) {
    updateWarehouseBin(input: $input) {
      warehouse {
        code
      }
      bin {
        id
        code
      }
      userErrors {
        code
        field
      }
    }
  }
`);
